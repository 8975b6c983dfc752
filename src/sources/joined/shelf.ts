// Many small JSON values in few large buffers: a value costs its UTF-8 bytes and a number, and the heap stays small. Read by number, in any order.

export interface Shelf<Value> {
  /** The number it is read by: 0, 1, 2 … */
  readonly put: (value: Value) => number
  readonly get: (number: number) => Value
  readonly size: () => number
}

const CHUNK = 1024 * 1024

export function openShelf<Value>(): Shelf<Value> {
  const chunks: Buffer[] = []
  /** Chunk, start and end of each value, one after the other. */
  const places: number[] = []
  let free = 0
  return {
    put(value) {
      const text = JSON.stringify(value)
      const length = Buffer.byteLength(text)
      let chunk = chunks.at(-1)
      if (chunk === undefined || chunk.length - free < length) {
        chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK, length))
        chunks.push(chunk)
        free = 0
      }
      chunk.write(text, free)
      places.push(chunks.length - 1, free, free + length)
      free += length
      return places.length / 3 - 1
    },
    get(number) {
      const [chunk = 0, start = 0, end = 0] = places.slice(number * 3, number * 3 + 3)
      return JSON.parse(chunks[chunk]?.toString('utf8', start, end) ?? '') as Value
    },
    size: () => places.length / 3,
  }
}
