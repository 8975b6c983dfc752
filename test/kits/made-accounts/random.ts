// The same numbers every time: a small generator, begun anew for every post, so that post n is the same whoever asks for it and in what order.

export interface Random {
  /** From 0 up to, not including, `below`. */
  readonly below: (below: number) => number
  readonly chance: (share: number) => boolean
  readonly one: <T>(of: readonly T[]) => T
}

export function randomOf(seed: number, n: number): Random {
  let state = Math.imul(seed + 1, 0x9e37_79b1) ^ Math.imul(n + 1, 0x85eb_ca6b)
  const next = (): number => {
    state = (state + 0x6d2b_79f5) | 0
    let word = Math.imul(state ^ (state >>> 15), 1 | state)
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word
    return ((word ^ (word >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const below = (most: number): number => Math.floor(next() * most)
  return {
    below,
    chance: (share) => next() < share,
    one: (of) => {
      const found = of[below(of.length)]
      if (found === undefined) throw new RangeError('nothing to choose from')
      return found
    },
  }
}
