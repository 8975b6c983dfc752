// Chance that can be repeated: a seed goes in, the same row of numbers comes out for ever. The only chance the simulator knows.

export interface Random {
  /** 0 ≤ x < 1 */
  next(): number
  /** Whole number, 0 ≤ x < n. */
  below(n: number): number
  /** Whole number, from ≤ x < until. */
  between(from: number, until: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
}

/** sfc32, seeded from one number. */
export function randomOf(seed: number): Random {
  let [a, b, c, d] = [seed | 0, 0x9e3779b9, 0x243f6a88, 1]
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    c |= 0
    return (t >>> 0) / 4294967296
  }
  for (let n = 0; n < 15; n += 1) next()
  const below = (n: number): number => Math.floor(next() * n)
  return {
    next,
    below,
    between: (from, until) => from + below(until - from),
    chance: (probability) => probability > 0 && next() < probability,
    pick: (list) => {
      const one = list[below(list.length)]
      if (one === undefined) throw new Error('nothing to pick from')
      return one
    },
  }
}
