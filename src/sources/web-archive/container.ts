// One WARC or ARC file, packed or not → its records, and any of them again by where it lies. A member of a gzip file that is damaged costs
// itself alone. Large members are unpacked into a nameless file when somebody wants what lies deep in them; never into memory.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { arcClaim, arcRecords, looksLikeArc } from './arc-records.ts'
import { inflated, memberAt, MOST_TRIES, nextMember } from './gzip-member.ts'
import type { Member, Tries } from './gzip-member.ts'
import { memorySpan, spool } from './span.ts'
import type { Span } from './span.ts'
import { looksLikeWarc, warcClaim, warcRecords } from './warc-records.ts'
import type { Gap, RawRecord } from './warc-records.ts'

export interface Placed {
  readonly record: RawRecord
  /** Where its bytes are. */
  readonly span: Span
  readonly place: number
  readonly inner: number
}

export interface Container {
  readonly path: string
  readonly span: Span
  readonly packed: boolean
  readonly inflatedLimit: number
  /** The member that was unpacked last, by its place. */
  unpacked: { readonly place: number; readonly span: Span } | null
}

/** As much of a large member as tells its first record. */
const KEEP = 512 * 1024

export function isRecords(start: Buffer): boolean {
  return looksLikeWarc(start) || looksLikeArc(start)
}

export async function* recordsIn(container: Container): AsyncGenerator<Placed | Gap> {
  if (container.packed) yield* packedRecords(container)
  else yield* plainRecords(container.span, 0)
}

async function* plainRecords(span: Span, place: number, packed = false): AsyncGenerator<Placed | Gap> {
  const start = await span.at(0, 9000)
  for await (const record of looksLikeArc(start) && !looksLikeWarc(start) ? arcRecords(span) : warcRecords(span)) {
    if ('why' in record) yield { at: packed ? place : record.at, why: record.why }
    else yield { record, span, place: packed ? place : record.at, inner: packed ? record.at : 0 }
  }
}

async function* packedRecords(container: Container): AsyncGenerator<Placed | Gap> {
  const { span, inflatedLimit } = container
  const tries: Tries = { left: MOST_TRIES }
  let total = 0
  for (let at = 0; at < span.size;) {
    const member = await memberAt(span, at, KEEP)
    total += member?.size ?? 0
    if (total > inflatedLimit) throw tooMuch(container)
    if (member === null) yield { at, why: 'no gzip member begins here' }
    else if (member.fault !== null) yield { at, why: FAULTS[member.fault] }
    if (member !== null && member.size > 0) yield* memberRecords(container, at, member)
    const next = member?.end ?? (await nextMember(span, at + 1, { fits: isRecords, tries }))
    if (next === null) {
      if (tries.left <= 0) yield { at, why: 'too many false starts behind it; the rest of the file is given up' }
      return
    }
    at = next
  }
}

const FAULTS = {
  'cut off': 'the file ends in the middle of a gzip member',
  damaged: 'a damaged gzip member',
  'inflates too much': 'a gzip member that inflates beyond reason; not read',
} as const satisfies Record<NonNullable<Member['fault']>, string>

/** A large member mostly is one large record, whose head is enough; only one of many records has to be unpacked to be seen whole. */
async function* memberRecords(container: Container, at: number, member: Member): AsyncGenerator<Placed | Gap> {
  if (member.fault === 'inflates too much') return
  if (member.size <= member.bytes.length) {
    yield* plainRecords(memorySpan(member.bytes), at, true)
    return
  }
  const span = memorySpan(member.bytes)
  const claim = looksLikeWarc(member.bytes) ? await warcClaim(span, 0) : await arcClaim(span, 0)
  const there = member.size - (claim?.blockAt ?? 0)
  if (claim === null || claim.said + 4 < there) {
    yield* plainRecords(await unpackedMember(container, at), at, true)
    return
  }
  const { fields, blockAt, said } = claim
  const record = { at: 0, fields, blockAt, length: Math.min(said, there), cut: said > there, mended: false }
  yield { record, span, place: at, inner: 0 }
}

async function unpackedMember(container: Container, place: number): Promise<Span> {
  if (container.unpacked?.place === place) return container.unpacked.span
  await container.unpacked?.span.close()
  container.unpacked = null
  const span = await spool(inflated(container.span, place), container.path, container.inflatedLimit)
  container.unpacked = { place, span }
  return span
}

/** The record that was found here before; null when there is none any more. */
export async function recordAgain(container: Container, place: number, inner: number): Promise<Placed | null> {
  const span = container.packed ? await memberSpan(container, place) : container.span
  if (span === null) return null
  const from = container.packed ? inner : place
  const start = await span.at(from, 9000)
  const found = await (looksLikeWarc(start) ? warcRecords(span, from) : arcRecords(span, from)).next()
  return found.done === true || 'why' in found.value ? null : { record: found.value, span, place, inner }
}

async function memberSpan(container: Container, place: number): Promise<Span | null> {
  if (container.unpacked?.place === place) return container.unpacked.span
  const member = await memberAt(container.span, place, KEEP)
  if (member === null || member.fault === 'inflates too much') return null
  return member.size <= member.bytes.length ? memorySpan(member.bytes) : await unpackedMember(container, place)
}

function tooMuch({ path, inflatedLimit }: Container): Failure {
  return new Failure('zip-unsafe', both(`${path} 解压后超过 ${inflatedLimit} 字节`, `${path} inflates to more than ${inflatedLimit} bytes`))
}
