// Where the rows of dumps lie, in packed lists that grow: a dump may hold ten million rows. Places only, never texts.

/** Where one row lies. */
export interface RowPlace {
  readonly table: number
  readonly offset: number
  readonly length: number
  /** The author's number; 0 = none. */
  readonly uid: number
  /** Of a Discuz! post: the article itself. */
  readonly first: boolean
  /** Written by an account that the job names as official. */
  readonly official: boolean
}

/** Packed: a dump may hold ten million rows. */
export interface Columns {
  count: number
  tid: Uint32Array
  uid: Uint32Array
  length: Uint32Array
  offset: Float64Array
  table: Uint16Array
  flags: Uint8Array
}

export function emptyColumns(room = 1024): Columns {
  return {
    count: 0,
    tid: new Uint32Array(room),
    uid: new Uint32Array(room),
    length: new Uint32Array(room),
    offset: new Float64Array(room),
    table: new Uint16Array(room),
    flags: new Uint8Array(room),
  }
}

export function push(rows: Columns, tid: number, place: RowPlace): void {
  if (rows.count === rows.tid.length) {
    const larger = emptyColumns(rows.count * 2)
    larger.tid.set(rows.tid)
    larger.uid.set(rows.uid)
    larger.length.set(rows.length)
    larger.offset.set(rows.offset)
    larger.table.set(rows.table)
    larger.flags.set(rows.flags)
    Object.assign(rows, { ...larger, count: rows.count })
  }
  const n = rows.count
  rows.tid[n] = tid
  rows.uid[n] = place.uid
  rows.length[n] = place.length
  rows.offset[n] = place.offset
  rows.table[n] = place.table
  rows.flags[n] = (place.first ? 1 : 0) + (place.official ? 2 : 0)
  rows.count += 1
}
