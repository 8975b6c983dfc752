// Which captures an archive holds: some 80 bytes for each in flat arrays, however long its address. Answers by address and by digest with the
// numbers of captures; keeps no address and no content. The hashes are salted, so that nobody can make two addresses meet.
import { hash, randomBytes } from 'node:crypto'
import { buckets, columns } from './columns.ts'

const CAPTURE_KINDS = ['response', 'resource', 'revisit', 'file', 'mime', 'har'] as const
export type CaptureKind = (typeof CAPTURE_KINDS)[number]

export interface Entry {
  readonly kind: CaptureKind
  /** 0 where no status was recorded. */
  readonly status: number
  readonly html: boolean
  /** The record has fewer bytes than it says. */
  readonly cut: boolean
  /** Number of the file in the archive's list. */
  readonly file: number
  /** Where the gzip member or, in an unpacked file, the record begins. */
  readonly place: number
  /** Where the record begins inside its member; the number of the part in files of parts. */
  readonly inner: number
  /** Seconds since 1970, 0 when unknown. */
  readonly time: number
}

export interface CaptureIndex {
  readonly count: () => number
  readonly add: (entry: Entry, loose: string, digest: string | null) => void
  readonly entry: (n: number) => Entry
  /** Number of the first capture of its address: one number per address. */
  readonly group: (n: number) => number
  /** Best capture of an address first: good before redirects before failures, later before earlier. At most a thousand. */
  readonly captures: (loose: string) => Iterable<number>
  readonly groupCaptures: (group: number) => Iterable<number>
  readonly best: (group: number) => number
  /** A capture with a body of this digest, or null. */
  readonly withDigest: (digest: string) => number | null
  /** Bytes that the index takes. */
  readonly bytes: () => number
}

/** Whether a capture gives the page, however it is stored. */
export function isGood({ status, kind }: Pick<Entry, 'status' | 'kind'>): boolean {
  return (status >= 200 && status < 300) || (kind === 'revisit' && status === 304) || (status === 0 && kind !== 'response')
}

function rank(entry: Entry): number {
  if (isGood(entry)) return (entry.cut ? 0 : 2) + ([0, 200, 304].includes(entry.status) ? 4 : 3)
  return entry.status >= 300 && entry.status < 400 ? 1 : 0
}

const MOST_CAPTURES = 1000

function emptyRows() {
  return columns({
    keyLo: new Uint32Array(0),
    keyHi: new Uint32Array(0),
    digestLo: new Uint32Array(0),
    digestHi: new Uint32Array(0),
    place: new Float64Array(0),
    inner: new Float64Array(0),
    time: new Uint32Array(0),
    file: new Uint32Array(0),
    status: new Uint16Array(0),
    flags: new Uint8Array(0),
    group: new Int32Array(0),
    /** Of the first of a group: its last and its best capture. */
    last: new Int32Array(0),
    best: new Int32Array(0),
    previous: new Int32Array(0),
    nextFirst: new Int32Array(0),
    nextDigest: new Int32Array(0),
  })
}

type Rows = ReturnType<typeof emptyRows>['of']

function write(rows: Rows, n: number, entry: Entry): void {
  rows.place[n] = entry.place
  rows.inner[n] = entry.inner
  rows.time[n] = entry.time
  rows.file[n] = entry.file
  rows.status[n] = entry.status
  rows.flags[n] = CAPTURE_KINDS.indexOf(entry.kind) * 4 + (entry.html ? 2 : 0) + (entry.cut ? 1 : 0)
}

function read(rows: Rows, n: number): Entry {
  const flags = rows.flags[n] ?? 0
  return {
    kind: CAPTURE_KINDS[flags >> 2] ?? 'response',
    status: rows.status[n] ?? 0,
    html: (flags & 2) !== 0,
    cut: (flags & 1) !== 0,
    file: rows.file[n] ?? 0,
    place: rows.place[n] ?? 0,
    inner: rows.inner[n] ?? 0,
    time: rows.time[n] ?? 0,
  }
}

export function captureIndex(): CaptureIndex {
  const table = emptyRows()
  const rows = table.of
  const hashed = salted()
  const groups = groupsIn(rows)
  const digests = digestsIn(rows)
  let count = 0
  const grow = (): void => {
    table.grow()
    groups.refill(count)
    digests.refill(count)
  }
  return {
    count: () => count,
    add(entry, loose, digest) {
      if (count === table.size()) grow()
      const n = count
      count += 1
      write(rows, n, entry)
      groups.join(n, hashed(loose))
      digests.note(n, digest === null ? null : hashed(digest))
    },
    entry: (n) => read(rows, n),
    group: (n) => rows.group[n] ?? n,
    captures(loose) {
      const first = groups.first(hashed(loose))
      return first < 0 ? [] : groups.captures(first)
    },
    groupCaptures: groups.captures,
    best: (group) => rows.best[group] ?? group,
    withDigest(digest) {
      const found = digests.find(hashed(digest))
      return found < 0 ? null : found
    },
    bytes: () => table.bytes() + groups.bytes() + digests.bytes(),
  }
}

interface Groups {
  /** The first capture of an address, or -1. */
  readonly first: (key: Hash) => number
  readonly join: (n: number, key: Hash) => void
  readonly captures: (group: number) => Iterable<number>
  readonly refill: (count: number) => void
  readonly bytes: () => number
}

function groupsIn(rows: Rows): Groups {
  const heads = buckets()
  const better = (a: number, b: number): number => inOrder(read(rows, a), read(rows, b)) || b - a
  const first = ([lo, hi]: Hash): number => {
    let n = heads.head(lo)
    while (n >= 0 && (rows.keyLo[n] !== lo || rows.keyHi[n] !== hi)) n = rows.nextFirst[n] ?? -1
    return n
  }
  return {
    first,
    join(n, key) {
      const known = first(key)
      const group = known < 0 ? n : known
      ;[rows.keyLo[n], rows.keyHi[n]] = key
      rows.group[n] = group
      rows.previous[n] = known < 0 ? -1 : (rows.last[group] ?? -1)
      rows.last[group] = n
      if (known < 0) heads.push(key[0], n, rows.nextFirst)
      if (known < 0 || better(n, rows.best[group] ?? n) < 0) rows.best[group] = n
    },
    *captures(group) {
      const best = rows.best[group] ?? group
      // mostly the best is all that is wanted, and nobody looks at the thousand others
      yield best
      const found = new Set<number>()
      for (let n = rows.last[group] ?? -1; n >= 0 && found.size < MOST_CAPTURES; n = rows.previous[n] ?? -1) found.add(n)
      found.delete(best)
      yield* [...found].sort(better)
    },
    refill: (count) => heads.refill(count, (n) => (rows.group[n] === n ? (rows.keyLo[n] ?? 0) : null), rows.nextFirst),
    bytes: heads.bytes,
  }
}

interface Digests {
  readonly find: (digest: Hash) => number
  readonly note: (n: number, digest: Hash | null) => void
  readonly refill: (count: number) => void
  readonly bytes: () => number
}

function digestsIn(rows: Rows): Digests {
  const heads = buckets()
  const find = ([lo, hi]: Hash): number => {
    let n = heads.head(lo)
    while (n >= 0 && (rows.digestLo[n] !== lo || rows.digestHi[n] !== hi)) n = rows.nextDigest[n] ?? -1
    return n
  }
  return {
    find,
    note(n, digest) {
      rows.nextDigest[n] = NO_DIGEST
      if (digest === null || find(digest) >= 0) return
      ;[rows.digestLo[n], rows.digestHi[n]] = digest
      heads.push(digest[0], n, rows.nextDigest)
    },
    refill: (count) => heads.refill(count, (n) => (rows.nextDigest[n] === NO_DIGEST ? null : (rows.digestLo[n] ?? 0)), rows.nextDigest),
    bytes: heads.bytes,
  }
}

type Hash = readonly [lo: number, hi: number]

/** In a column of next numbers: this row is in no chain. */
const NO_DIGEST = -2

function salted(): (text: string) => Hash {
  const salt = randomBytes(16).toString('hex')
  return (text) => {
    const bytes = hash('sha256', salt + text, 'buffer')
    return [bytes.readUInt32LE(0), bytes.readUInt32LE(4)]
  }
}

function inOrder(a: Entry, b: Entry): number {
  return rank(b) - rank(a) || b.time - a.time
}
