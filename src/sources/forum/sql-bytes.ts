// The bytes of values in SQL text: escapes, second halves of characters, values without quotes.

const ESCAPES: ReadonlyMap<number, number> = new Map([
  [0x30, 0],
  [0x62, 8],
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
  [0x5a, 26],
])

export function unescaped(code: number): number {
  return ESCAPES.get(code) ?? code
}

export function isTrail(code: number): boolean {
  return code >= 0x40 && code !== 0x7f && code !== 0xff
}

/** `0x…`, `X'…'` left out: only numbers and hex stand without quotes. */
export function bareValue(bare: string, bytes: Buffer): Buffer {
  return /^0x(?:[0-9a-f]{2})*$/i.test(bare) ? Buffer.from(bare.slice(2), 'hex') : bytes
}
