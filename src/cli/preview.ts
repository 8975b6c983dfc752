// guiji preview: one saved page (or one address, from hosts that are named) through a mapping, shown with its findings and what was conserved.
import { findingText } from './finding-text.ts'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Failure } from '../domain/failures.ts'
import { jobSchema } from '../domain/job.ts'
import type { Mapping } from '../domain/mapping.ts'
import { both, dateText, say, sizeText } from '../domain/words.ts'
import type { Lang } from '../domain/words.ts'
import { loadMapping } from '../job-file.ts'
import { openNet } from '../net/client.ts'
import { openRoom } from '../rooms.ts'
import { SOURCE_KINDS } from '../sources/kinds.ts'
import { openFileVault } from '../vault/file-vault.ts'
import { EXIT, misuse, textOption } from './command.ts'
import type { Run, Context } from './command.ts'
import { tryPost } from './survey.ts'
import type { Tried } from './survey.ts'

export const run: Run = async (context, [name = ''], options) => {
  const kind = textOption(options, 'source') ?? 'wechat-archive'
  if (!readsAFile(kind)) {
    const kinds = Object.keys(SOURCE_KINDS).filter(readsAFile)
    throw misuse(`--source 可用: ${kinds.join('、')};没有“${kind}”`, `--source must be one of: ${kinds.join(', ')}; not "${kind}"`)
  }
  const format = textOption(options, 'format') ?? 'markdown'
  if (format !== 'markdown' && format !== 'html' && format !== 'text')
    throw misuse(`--format 可用: markdown、html、text;没有“${format}”`, `--format must be markdown, html or text, not "${format}"`)
  const { mapping } = loadMapping(textOption(options, 'mapping') ?? '', context.lang)
  const tried = await withPage(name, context, (path) => tryFile(path, { mapping, kind, context }))
  return {
    json: previewJson(tried),
    text: previewText(tried, format, context.lang),
    exit: tried.draft === null ? EXIT.problems : EXIT.done,
  }
}

/** What asks an account, or joins others, has no single page to show. */
function readsAFile(kind: string): boolean {
  return Object.hasOwn(SOURCE_KINDS, kind) && SOURCE_KINDS[kind]?.options.safeParse({ kind, path: 'page.html' }).success === true
}

const MOST_BYTES = 64 * 1024 * 1024

/** An address is fetched once, from its own host only, into a temporary file. */
async function withPage(name: string, context: Context, work: (path: string) => Promise<Tried>): Promise<Tried> {
  if (!/^https?:\/\//i.test(name)) {
    const stat = statSync(name, { throwIfNoEntry: false })
    if (stat === undefined) throw new Failure('file-missing', both(`没有文件“${name}”`, `there is no file "${name}"`))
    if (!stat.isFile()) throw misuse(`“${name}”不是文件;preview 一次只看一页`, `"${name}" is no file; preview looks at one page at a time`)
    if (stat.size > MOST_BYTES)
      throw new Failure(
        'file-too-large',
        both(
          `文件 ${sizeText(stat.size)},上限 ${sizeText(MOST_BYTES)}`,
          `the file has ${sizeText(stat.size)}, at most ${sizeText(MOST_BYTES)}`,
        ),
      )
    return work(resolve(name))
  }
  if (!URL.canParse(name)) throw misuse(`“${name}”不是有效的网址`, `"${name}" is not an address`)
  const folder = await mkdtemp(join(tmpdir(), 'guiji-preview-'))
  const net = openNet({
    hosts: [new URL(name).host],
    requestsPerSecond: 2,
    maxBytes: MOST_BYTES,
    allowPrivate: context.config.privateHosts,
  })
  try {
    await writeFile(join(folder, 'page.html'), (await net.get(name)).bytes)
    return await work(join(folder, 'page.html'))
  } finally {
    await net.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function tryFile(path: string, how: { mapping: Mapping; kind: string; context: Context }): Promise<Tried> {
  const { data } = how.context.config
  const job = jobSchema.parse({
    job: 'preview',
    account: { platform: 'wechat', name: '预览', id: 'preview', organ: '预览' },
    closing: { document: '-', date: '2000-01-01', approver: '-' },
    mapping: '-',
    source: { kind: how.kind, path },
    target: {
      kind: 'static-site',
      path: join(tmpdir(), 'guiji-preview-site'),
      site: { name: '预览', domain: 'preview.gov.cn', idCode: 'bm00000000' },
    },
  })
  const room = await openRoom(
    { job, mapping: how.mapping, digest: '', base: process.cwd() },
    {
      vault: openFileVault(join(data, 'vault')),
      data,
      ledger: null,
      privateHosts: how.context.config.privateHosts,
      secret: how.context.secret,
    },
  )
  try {
    for await (const found of room.source.discover()) return await tryPost(room, found)
    const why = room.source
      .leftovers()
      .map((one) => one.why)
      .join('; ')
    throw new Failure(
      'file-unreadable',
      both(`其中没有找到文章${why === '' ? '' : `: ${why}`}`, `no post was found in it${why === '' ? '' : `: ${why}`}`),
    )
  } finally {
    await room.close()
  }
}

function previewJson({ found, page, draft, findings }: Tried) {
  return {
    key: found.key,
    kind: page.kind,
    state: page.state,
    stateText: page.stateText ?? null,
    title: draft?.title ?? page.title,
    author: draft?.author ?? page.author,
    source: draft?.source ?? page.source,
    published: { value: page.published.value, precision: page.published.precision, provenance: page.published.provenance },
    column: draft?.column ?? null,
    html: draft?.html ?? '',
    markdown: draft?.markdown ?? '',
    text: draft?.text ?? '',
    media: draft?.media ?? [],
    links: draft?.links ?? [],
    findings,
    conservation: draft?.conservation ?? null,
  }
}

function previewText(tried: Tried, format: 'markdown' | 'html' | 'text', lang: Lang): string {
  const { page, draft, findings } = tried
  if (draft === null)
    return `${say(lang, { zh: '不是可迁移的文章', en: 'No post that can be migrated' })}: ${page.state}  ${page.stateText ?? ''}`
  const { before, after, lost, dropped } = draft.conservation
  const date =
    draft.published.value === null
      ? say(lang, { zh: '时间不明', en: 'time unknown' })
      : `${dateText(draft.published.value)} (${draft.published.provenance})`
  return [
    draft.title,
    `${date} · ${draft.source ?? '—'} · ${draft.author ?? '—'} · ${draft.column ?? say(lang, { zh: '栏目未定', en: 'no column' })} · ${draft.kind}`,
    '',
    draft[format],
    '',
    ...findings.map((one) => `${one.level === 'hold' ? '●' : '○'} ${findingText(one, lang)}`),
    say(lang, { zh: '前后计数', en: 'conservation' }) +
      Object.keys(before)
        .map((key) => `  ${key} ${before[key as keyof typeof before]}→${after[key as keyof typeof after]}`)
        .join(''),
    ...dropped.map((one) => `  − ${one.rule}: ${one.what}`),
    ...lost.map((one) => `  ! ${one}`),
  ].join('\n')
}
