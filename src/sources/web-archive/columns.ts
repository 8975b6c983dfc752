// Numbers of many captures in flat arrays that grow together, and hash buckets over them. Knows nothing of what the numbers mean.

type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array

function wider<Column extends Numbers>(column: Column, size: number): Column {
  const next = new (column.constructor as new (size: number) => Column)(size)
  next.set(column)
  return next
}

export interface Columns<Names extends Readonly<Record<string, Numbers>>> {
  readonly of: Names
  readonly size: () => number
  /** Half as many rows again. */
  readonly grow: () => void
  readonly bytes: () => number
}

export function columns<Names extends Record<string, Numbers>>(of: Names): Columns<Names> {
  const all: Record<string, Numbers> = of
  let size = 0
  return {
    of,
    size: () => size,
    grow() {
      size = Math.max(1024, Math.ceil(size * 1.5))
      for (const name of Object.keys(all)) all[name] = wider(all[name] ?? new Uint8Array(0), size)
    },
    bytes: () => Object.values(all).reduce((sum, column) => sum + column.byteLength, 0),
  }
}

/** Heads of chains of row numbers; the chains themselves run through a column of `next` numbers, -1 at their end. */
export interface Buckets {
  readonly head: (hash: number) => number
  readonly push: (hash: number, row: number, next: Int32Array) => void
  /** More buckets, and all rows that have a hash put in anew. */
  readonly refill: (rows: number, hashOf: (row: number) => number | null, next: Int32Array) => void
  readonly bytes: () => number
}

export function buckets(): Buckets {
  let heads = new Int32Array(1024).fill(-1)
  const push = (hash: number, row: number, next: Int32Array): void => {
    const at = hash & (heads.length - 1)
    next[row] = heads[at] ?? -1
    heads[at] = row
  }
  return {
    head: (hash) => heads[hash & (heads.length - 1)] ?? -1,
    push,
    refill(rows, hashOf, next) {
      if (rows * 2 < heads.length) return
      heads = new Int32Array(heads.length * 2).fill(-1)
      for (let row = 0; row < rows; row += 1) {
        const hash = hashOf(row)
        if (hash !== null) push(hash, row, next)
      }
    },
    bytes: () => heads.byteLength,
  }
}
