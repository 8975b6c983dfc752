// A text in; a sketch out by which texts that are alike are found in any ledger without comparing each with each (MinHash with banding: Broder 1997;
// Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3). Pure. What differs between platforms (spaces, signs, topics, links,
// emoticons) does not count.

export interface Likeness {
  /** Signed 32-bit numbers; the share of equal ones estimates how many pieces two texts have in common. */
  readonly sketch: readonly number[]
  /** Texts that are alike have one of these in common, at the same place. Signed 32-bit. */
  readonly bands: readonly number[]
}

export const SKETCH = 32
const ROWS = 4
/** Characters of one piece of the text. */
const PIECE = 4
/** Shorter texts (节日快乐) are alike by chance. */
const FEWEST = 24
/** What comes behind this much is not looked at: the beginning tells. */
const MOST = 20_000

/** Null for texts too short to be told apart. */
export function likenessOf(text: string): Likeness | null {
  const bare = bareOf(text.slice(0, MOST))
  if (bare.length < FEWEST) return null
  const sketch = new Int32Array(SKETCH).fill(0x7fffffff)
  for (let at = 0; at + PIECE <= bare.length; at += 1) {
    const piece = hashOf(bare, at)
    for (let n = 0; n < SKETCH; n += 1) {
      const mixed = mix(Math.imul(piece, FACTORS[n] ?? 1))
      if (mixed < (sketch[n] ?? 0)) sketch[n] = mixed
    }
  }
  return { sketch: [...sketch], bands: bandsOf(sketch) }
}

/** Odd numbers, different for each row: the same in every version, for sketches are kept. */
const FACTORS = Int32Array.from({ length: SKETCH }, (_, n) => Math.imul(0x9e3779b1, 2 * n + 1) | 1)

function mix(value: number): number {
  const once = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
  return once ^ (once >>> 13)
}

function hashOf(text: string, at: number): number {
  let hash = 0x811c9dc5
  for (let n = at; n < at + PIECE; n += 1) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193)
  return hash ^ (hash >>> 16)
}

function bandsOf(sketch: Int32Array): number[] {
  return Array.from({ length: SKETCH / ROWS }, (_, band) => {
    // two bands with the same numbers at different places are not the same
    let hash = Math.imul(band + 1, 0x85ebca6b)
    for (let row = band * ROWS; row < (band + 1) * ROWS; row += 1) hash = mix(Math.imul(hash ^ (sketch[row] ?? 0), 0x01000193))
    return hash
  })
}

/** Letters and characters only, without what each platform adds of its own. */
function bareOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/https?:\/\/[\w./?=&%#~:+-]+|#[^#\n]{1,60}#|\[[^[\]\n]{1,12}\]/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')
}
