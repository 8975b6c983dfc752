// What was read of a list, kept over runs: for every mark the digest of the answer, whose bytes the kit keeps, and how far the list was read.
// What is not remembered, or whose bytes are gone, is asked for again. No content, no token.
import type { SourceKit } from '../source.ts'
import type { List, Mark } from './lists.ts'

/** How far a list was read. `first`: the mark its pages begin at; `done`: read to its end; `at`: when that reading began, ms since 1970. */
export interface Head {
  readonly first: Mark
  readonly done: boolean
  readonly at: number
}

export interface Notes {
  readonly head: (list: List) => Promise<Head | null>
  readonly setHead: (list: List, head: Head) => Promise<void>
  /** The answer at a mark, or the mark at which what lies there begins; null = not read, or its bytes are gone. */
  readonly page: (spot: Spot) => Promise<Kept | null>
  readonly keepPage: (spot: Spot, text: string) => Promise<string>
  /** From here on, everything is in the pages that begin at `to`. */
  readonly join: (spot: Spot, to: Mark) => Promise<void>
}

/** Where in which reading of a list. `sweep`: when that reading began; what another reading saw is not taken for it. */
interface Spot {
  readonly list: List
  readonly sweep: number
  readonly mark: Mark
}

type Kept = { readonly digest: string; readonly text: string } | { readonly goOnAt: Mark }

const JOIN = 'at:'

export function openNotes(uid: string, { memory, keep, kept }: Pick<SourceKit, 'memory' | 'keep' | 'kept'>): Notes {
  const spotName = ({ list, sweep, mark }: Spot): string => nameOf(list, `${sweep}/${mark}`)
  const nameOf = (list: List, what: string): string => `weibo-api:${uid}:${list.name}:${what}`
  const recall = async (name: string): Promise<string | null> => (await memory.recall([name])).get(name)?.version ?? null
  const remember = (name: string, version: string): Promise<void> =>
    memory.remember(new Map([[name, { version, etag: null, lastModified: null }]]))
  return {
    head: async (list) => readHead(await recall(nameOf(list, 'head'))),
    setHead: (list, { first, done, at }) => remember(nameOf(list, 'head'), JSON.stringify([String(first), done, at])),
    async page(spot) {
      const version = await recall(spotName(spot))
      if (version === null) return null
      if (version.startsWith(JOIN)) return { goOnAt: BigInt(version.slice(JOIN.length)) }
      const bytes = await kept(version)
      return bytes === null ? null : { digest: version, text: Buffer.from(bytes).toString() }
    },
    async keepPage(spot, text) {
      const digest = await keep(Buffer.from(text))
      await remember(spotName(spot), digest)
      return digest
    },
    join: (spot, to) => remember(spotName(spot), `${JOIN}${to}`),
  }
}

function readHead(text: string | null): Head | null {
  if (text === null) return null
  try {
    const [first, done, at] = JSON.parse(text) as readonly [string, boolean, number]
    return { first: BigInt(first), done, at }
  } catch {
    return null
  }
}
