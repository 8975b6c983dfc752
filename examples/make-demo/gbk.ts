// Text in, GBK bytes out. Node can only read GBK, so the table is made by reading every two-byte code once.

const TABLE = new Map<string, Buffer>()

function fill(): void {
  const decoder = new TextDecoder('gbk')
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      const bytes = Buffer.from([high, low])
      const text = decoder.decode(bytes)
      if (text.length === 1 && text !== '\ufffd' && !TABLE.has(text)) TABLE.set(text, bytes)
    }
  }
}

export function gbk(text: string): Buffer {
  if (TABLE.size === 0) fill()
  return Buffer.concat(
    Array.from(text, (letter) => {
      if (letter.charCodeAt(0) < 0x80) return Buffer.from(letter, 'latin1')
      const bytes = TABLE.get(letter)
      if (bytes === undefined) throw new Error(`GBK has no ${letter}`)
      return bytes
    }),
  )
}
