// Where the short links (t.cn) of posts lead, asked of the platform twenty at a time and remembered for good: once the account is gone, nobody can
// tell any more. What cannot be had stays unresolved, and is told once.
import { Failure } from '../../domain/failures.ts'
import type { WebMemory } from '../../domain/web.ts'
import { objectsOf, wordOf } from '../text/json.ts'
import type { Status } from '../weibo/status.ts'
import type { Api } from './api.ts'

export type Links = Readonly<Record<string, string>>

export interface ShortLinks {
  /** Those of these links that the platform resolves. Throws Failure `api-quota`, `api-denied`, `settings-invalid`, `interrupted`. */
  readonly resolve: (shorts: readonly string[], patient?: boolean) => Promise<ReadonlyMap<string, string>>
  /** Why links stay unresolved; null while there is no trouble. */
  readonly trouble: () => string | null
}

const MOST_A_CALL = 20
/** What everything else fails by, too. */
const FATAL = ['api-quota', 'api-denied', 'settings-invalid', 'interrupted']

export function openShortLinks(uid: string, memory: WebMemory, api: Api): ShortLinks {
  const name = (short: string): string => `weibo-api:${uid}:short:${short}`
  let trouble: string | null = null

  const ask = async (shorts: readonly string[], patient: boolean): Promise<ReadonlyMap<string, string>> => {
    const { json } = await api.ask('/2/short_url/expand.json', { url_short: shorts }, patient)
    const found = new Map<string, string>()
    for (const one of objectsOf(json['urls'])) {
      const [short, long] = [wordOf(one['url_short']), wordOf(one['url_long'])]
      if (short !== null && long !== null && one['result'] !== false && /^https?:\/\//i.test(long)) found.set(plain(short), long)
    }
    // also those that lead nowhere: asking again would cost a call each time
    const seen = shorts.map((short) => [name(short), { version: found.get(short) ?? '', etag: null, lastModified: null }] as const)
    await memory.remember(new Map(seen))
    return found
  }

  return {
    trouble: () => trouble,
    async resolve(given, patient = false) {
      const shorts = [...new Set(given.map(plain))]
      if (shorts.length === 0) return new Map()
      const known = await memory.recall(shorts.map(name))
      const found = new Map(shorts.map((short) => [short, known.get(name(short))?.version ?? '']))
      const open = shorts.filter((short) => !known.has(name(short)))
      for (let at = 0; at < open.length && trouble === null; at += MOST_A_CALL)
        try {
          for (const [short, long] of await ask(open.slice(at, at + MOST_A_CALL), patient)) found.set(short, long)
        } catch (error) {
          if (!(error instanceof Failure) || FATAL.includes(error.code)) throw error
          trouble = `short links are not resolved (${error.code})`
        }
      return new Map([...found].filter(([, long]) => long !== ''))
    },
  }
}

const SHORT = /https?:\/\/t\.cn\/\w+/gi

/** In the account's own words, where the answer does not itself say where they lead. */
export function shortsIn({ text, links }: Pick<Status, 'text' | 'links'>): readonly string[] {
  const words = text === null ? '' : 'html' in text ? text.html : text.plain
  const told = new Set(links.map(({ short }) => plain(short)))
  return [...new Set([...words.matchAll(SHORT)].map(([short]) => plain(short)))].filter((short) => !told.has(short))
}

export function linksOf(shorts: readonly string[], found: ReadonlyMap<string, string>): Links {
  return Object.fromEntries(shorts.flatMap((short) => (found.has(short) ? [[short, found.get(short) ?? '']] : [])))
}

/** http and https are one. */
function plain(short: string): string {
  return short.replace(/^https/i, 'http')
}
