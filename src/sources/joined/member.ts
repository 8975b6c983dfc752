// One source of the list, opened, with a name for people; and how a joined ref and a joined capture name what each of them told.
import { createHash } from 'node:crypto'
import type { Json } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { Source, SourceKind, SourceKit } from '../source.ts'
import type { Kinds, MemberOptions } from './options.ts'

export interface Member {
  /** The kind; where a kind occurs more than once, with its number among them: `feed`, `feed#2`. */
  readonly label: string
  /** Digest over kind and options: a ref is followed only into the very source that gave it. */
  readonly id: string
  readonly kind: SourceKind<unknown>
  readonly source: Source
}

/** What one source told of one post. */
export interface Telling {
  /** Label of the source. */
  readonly of: string
  readonly id: string
  /** The key by which that source knows the post. */
  readonly key: string
  readonly ref: Json
}

/** Opens all of them or none. */
export async function openMembers(kinds: Kinds, given: readonly MemberOptions[], kit: SourceKit): Promise<readonly Member[]> {
  const opened: Member[] = []
  try {
    for (const [n, one] of given.entries()) {
      const kind = kinds[one.kind]
      if (kind === undefined) throw new Failure('job-invalid', both(`没有来源类型“${one.kind}”`, `there is no source kind "${one.kind}"`))
      const id = createHash('sha256')
        .update(JSON.stringify([one.kind, one.options]))
        .digest('hex')
        .slice(0, 16)
      opened.push({ label: labelOf(given, n), id, kind, source: await kind.open(one.options, kitOf(kit, kind, id)) })
    }
    return opened
  } catch (error) {
    await closeAll(opened)
    throw error
  }
}

/** Who reads what was captured under this label: the very source, or after a change of the list another of its kind. */
export function readerOf(members: readonly Member[], label: string): Member | undefined {
  return members.find((one) => one.label === label) ?? members.find(({ kind }) => kind.name === label.replace(/#\d+$/, ''))
}

/** All of them, whatever one says. */
export async function closeAll(members: readonly Member[]): Promise<void> {
  for (const { source } of members.toReversed()) await source.close().catch(() => {})
}

function labelOf(given: readonly MemberOptions[], n: number): string {
  const kind = given[n]?.kind ?? ''
  const nth = given.slice(0, n + 1).filter((one) => one.kind === kind).length
  return nth === 1 ? kind : `${kind}#${nth}`
}

/** What is remembered of an address belongs to the source that asked; robots.txt is asked for the kinds that ask it when they are alone. */
function kitOf(kit: SourceKit, { robots }: SourceKind<unknown>, id: string): SourceKit {
  const named = (url: string): string => `${id} ${url}`
  const plain = (name: string): string => name.slice(id.length + 1)
  return {
    ...kit,
    ...(robots === 'none' ? { get: (url, options) => kit.get(url, { ...options, robots }) } : {}),
    memory: {
      recall: async (urls) => new Map([...(await kit.memory.recall(urls.map(named)))].map(([name, seen]) => [plain(name), seen])),
      remember: (seen) => kit.memory.remember(new Map([...seen].map(([url, one]) => [named(url), one]))),
    },
  }
}

/** Null for what is no joined ref. */
export function tellingsOf(ref: Json): readonly Telling[] | null {
  if (typeof ref !== 'object' || ref === null || !('tellings' in ref) || !Array.isArray(ref['tellings'])) return null
  const list = ref['tellings'] as readonly Json[]
  return list.every(isTelling) ? (list as unknown as readonly Telling[]) : null
}

function isTelling(one: Json): boolean {
  if (typeof one !== 'object' || one === null || Array.isArray(one)) return false
  const { of, id, key } = one as Readonly<Record<string, Json>>
  return typeof of === 'string' && typeof id === 'string' && typeof key === 'string' && 'ref' in one
}
