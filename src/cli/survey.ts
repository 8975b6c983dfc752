// What a run would make of an archive: every post read and normalized in memory, counted by kind, page state, column and problem. Writes nothing.
import { openAttachedReader } from '../attached/reader.ts'
import { FAILURES, Failure } from '../domain/failures.ts'
import type { FailureCode } from '../domain/failures.ts'
import type { Discovered, Part, StoredPart } from '../domain/archive.ts'
import type { CapturePart } from '../domain/change.ts'
import type { Draft } from '../domain/draft.ts'
import { FINDINGS, isFindingCode } from '../domain/findings.ts'
import type { Finding } from '../domain/findings.ts'
import type { Page } from '../domain/page.ts'
import type { ServiceUse } from '../domain/functions.ts'
import { STATES } from '../domain/states.ts'
import { numberText, say } from '../domain/words.ts'
import type { Lang, Said } from '../domain/words.ts'
import { pad } from '../domain/width.ts'
import { inspectFiles } from '../stations/inspect-files.ts'
import { draftOf } from '../stations/normalize.ts'
import type { JobRoom } from '../stations/station.ts'
import { outcomeOf } from '../transform/facts/routes.ts'
import { probe } from '../vault/probe.ts'
import { createHash } from 'node:crypto'
import type { Context } from './command.ts'
import { KIND_WORDS } from './kind-words.ts'
import { hintText } from './output.ts'

/** One post, read and normalized without a ledger or a vault. */
export interface Tried {
  readonly found: Discovered
  readonly page: Page
  readonly draft: Draft | null
  readonly findings: readonly Finding[]
  readonly services: readonly ServiceUse[]
}

/** One thread for all posts; it ends when it has nothing to read. */
const attached = openAttachedReader()

/** Throws Failure as the stations would. */
export async function tryPost(room: JobRoom, found: Discovered): Promise<Tried> {
  const [stored, captured]: [StoredPart[], CapturePart[]] = [[], []]
  const media = new Map<string, Uint8Array>()
  for await (const part of room.source.fetch(found.ref)) {
    const one = asStored(part)
    const kept = await asCaptured(part)
    stored.push(one)
    captured.push(kept)
    // a gathered article shows many pictures: only what is read again is kept
    if (part.bytes !== null && one.digest !== null && !/^(?:image|audio|video)\//.test(kept.asset?.mediaType ?? ''))
      media.set(one.digest, part.bytes)
  }
  const page = room.source.parse({ key: found.key, ref: found.ref, parts: stored })
  if (page.state !== 'ok') return { found, page, draft: null, findings: [], services: [] }
  const { draft, findings, services } = draftOf(page, captured, { room, registeredAt: new Date() })
  const bytes = (digest: string) => Promise.resolve(media.get(digest) ?? new Uint8Array())
  const inFiles = await inspectFiles(draft, { attached, bytes, lists: room.mapping.lists })
  return { found, page, draft, findings: [...findings, ...inFiles], services }
}

function asStored(part: Part): StoredPart {
  return {
    role: part.role,
    name: part.name,
    also: part.also ?? [],
    digest: part.bytes === null ? null : sha256(part.bytes),
    missing: part.missing ?? null,
    bytes: part.role === 'media' ? null : part.bytes,
  }
}

async function asCaptured(part: Part): Promise<CapturePart> {
  const stored = asStored(part)
  const names = { role: part.role, name: part.name, also: stored.also, digest: stored.digest, missing: stored.missing }
  if (part.role !== 'media' || part.bytes === null) return { ...names, asset: null }
  const seen = await probe(part.bytes)
  return {
    ...names,
    asset: {
      digest: stored.digest ?? '',
      sm3: '',
      bytes: part.bytes.byteLength,
      mediaType: seen.mediaType,
      width: seen.width,
      height: seen.height,
      publishDigest: seen.publish === null ? null : sha256(seen.publish.bytes),
      publishType: seen.publish?.mediaType ?? null,
      fault: seen.fault,
    },
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

type Tally = Record<string, number>

export interface Survey {
  readonly json: object
  readonly text: string
}

const TELL_EVERY_MS = 5000

export async function surveyed(room: JobRoom, context: Context): Promise<Survey> {
  const [kinds, pages, columns, problems, outcomes]: [Tally, Tally, Tally, Tally, Tally] = [{}, {}, {}, {}, {}]
  const add = (tally: Tally, name: string) => {
    tally[name] = (tally[name] ?? 0) + 1
  }
  const keys = new Set<string>()
  let posts = 0
  let toldAt = performance.now()
  for await (const found of room.source.discover()) {
    if (context.signal.aborted) break
    posts += 1
    if (performance.now() - toldAt > TELL_EVERY_MS) {
      toldAt = performance.now()
      context.note(say(context.lang, { zh: `已查看 ${numberText(posts)} 篇…`, en: `${numberText(posts)} posts looked at…` }))
    }
    try {
      const { page, draft, findings, services } = await tryPost(room, found)
      for (const { key } of services) keys.add(key)
      add(draft === null ? pages : kinds, draft === null ? page.state : draft.kind)
      add(outcomes, outcomeName({ page, draft, findings }, room))
      if (draft !== null) add(columns, draft.column ?? '(none)')
      for (const code of new Set(findings.filter((one) => one.level === 'hold').map((one) => one.code))) add(problems, code)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      add(problems, error.code)
      add(outcomes, 'held')
    }
  }
  for (const { key } of room.source.functions?.() ?? []) keys.add(key)
  const leftovers = room.source.leftovers()
  const json = { posts, outcomes, kinds, pages, columns, problems, functions: keys.size, leftovers }
  const line = (said: Said, tally: Tally, words: Words = {}) =>
    Object.keys(tally).length === 0
      ? []
      : [
          `  ${say(context.lang, said)}: ${ranked(tally)
            .map(([name, n]) => `${say(context.lang, words[name] ?? { zh: name, en: name })} ${numberText(n)}`)
            .join(' · ')}`,
        ]
  const text = [
    say(context.lang, {
      zh: `归档中有 ${numberText(posts)} 篇,另有 ${leftovers.length} 个文件不属于任何文章`,
      en: `${numberText(posts)} posts in the archive, and ${leftovers.length} files that belong to none`,
    }),
    ...line({ zh: '去向', en: 'would become' }, outcomes, STATES),
    ...line({ zh: '类型', en: 'kinds' }, kinds, KIND_WORDS),
    ...line({ zh: '错误页', en: 'error pages' }, pages, PAGE_WORDS),
    ...line({ zh: '栏目', en: 'columns' }, columns, {
      '(none)': { zh: '(未定)', en: '(none)' },
      ...Object.fromEntries(room.mapping.columns.map((one) => [one.id, { zh: one.name, en: one.id }])),
    }),
    ...problemLines(problems, context.lang),
    ...(keys.size === 0
      ? []
      : [
          `  ${say(context.lang, { zh: `服务功能 ${numberText(keys.size)} 项,关停前须逐项填写去向`, en: `${numberText(keys.size)} service functions to complete before closing` })}`,
        ]),
  ].join('\n')
  return { json, text }
}

function problemLines(problems: Tally, lang: Lang): string[] {
  const room = Math.max(0, ...Object.keys(problems).map((code) => code.length))
  const meaning = (code: string) =>
    isFindingCode(code) ? say(lang, FINDINGS[code]) : Object.hasOwn(FAILURES, code) ? hintText(code as FailureCode, lang) : ''
  const lines = ranked(problems).map(([code, n]) => `  ${numberText(n).padStart(6)}  ${pad(code, room)}  ${meaning(code)}`.trimEnd())
  return lines.length === 0 ? [] : [`  ${say(lang, { zh: '需人处理', en: 'needs a person' })}:`, ...lines]
}

const PAGE_WORDS: Words = {
  deleted: { zh: '已删除', en: 'deleted' },
  violation: { zh: '因违规无法查看', en: 'violation' },
  unavailable: { zh: '暂时无法查看', en: 'unavailable' },
  expired: { zh: '临时链接已过期', en: 'expired' },
  migrated: { zh: '账号已迁移', en: 'migrated' },
  'account-cancelled': { zh: '账号已注销', en: 'account-cancelled' },
  private: { zh: '限制查看', en: 'private' },
  blocked: { zh: '需人工验证', en: 'blocked' },
  unreadable: { zh: '不完整或无法识别', en: 'unreadable' },
  absent: { zh: '只有清单条目', en: 'absent' },
}

type Words = Readonly<Record<string, Said>>

function ranked(tally: Tally): [string, number][] {
  return Object.entries(tally).toSorted((a, b) => b[1] - a[1])
}

/** Where a post would stand after a run, by the job's own rules. */
export function outcomeName({ page, draft, findings }: Pick<Tried, 'page' | 'draft' | 'findings'>, room: JobRoom): string {
  const rule = outcomeOf(page, draft, room.mapping)
  if (rule !== null) return rule.to
  if (draft === null) return 'held'
  const waits =
    room.job.review.policy === 'every' ||
    draft.column === null ||
    draft.published.value === null ||
    (room.job.review.policy === 'findings' && findings.some((one) => one.level === 'hold'))
  return waits ? 'normalized' : 'published'
}
