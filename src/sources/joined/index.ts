// The source kind `joined`: several sources of one account as one set of posts. Every telling of a post is kept and read by its own source;
// the post is the best of each field, with what told it, and what they contradict each other in is said.
import type { Check } from '../../domain/archive.ts'
import { half, both } from '../../domain/words.ts'
import type { Source, SourceKind, SourceKit } from '../source.ts'
import { joinedPosts } from './discover.ts'
import { fetchTellings } from './fetch.ts'
import { closeAll, openMembers } from './member.ts'
import type { Member } from './member.ts'
import { optionsOf } from './options.ts'
import type { JoinedOptions, Kinds } from './options.ts'
import { parseJoined } from './parse.ts'

/** Grows when joining itself comes to read captures differently. */
const OWN_VERSION = 1

/** `kinds`: all that may be joined. Their versions are part of this one's, since their `parse` is. */
export function joinedOf(kinds: Kinds): SourceKind<JoinedOptions> {
  const version = Object.values(kinds).reduce((sum, kind) => sum + kind.version, OWN_VERSION)
  return {
    name: 'joined',
    version,
    options: optionsOf(kinds),
    members: ({ of }) => of.flatMap(({ kind }) => kinds[kind] ?? []),
    open: async ({ of, unreachable }, kit: SourceKit) => sourceOf(await openMembers(kinds, of, kit), unreachable),
  }
}

function sourceOf(members: readonly Member[], unreachable: JoinedOptions['unreachable']): Source {
  const sources = members.map(({ source }) => source)
  const claiming = members.filter(({ source }) => source.claims !== undefined)
  const offering = sources.filter((source) => source.functions !== undefined)
  return {
    check: async () => (await Promise.all(members.map(checked))).flat(),
    discover: (since) => joinedPosts(members, since),
    leftovers: () =>
      members.flatMap(({ label, source }) => source.leftovers().map(({ name, why }) => ({ name: `${label}: ${name}`, why }))),
    fetch: (ref, what) => fetchTellings({ members, unreachable, what }, ref),
    parse: (material) => parseJoined(material, members),
    keysOf: (url) => [...new Set(sources.flatMap((source) => source.keysOf(url)))],
    addressesOf: (key) => [...new Set(sources.flatMap((source) => source.addressesOf(key)))],
    sameAccount(a, b) {
      const answers = sources.map((source) => source.sameAccount(a, b))
      return answers.includes(true) ? true : answers.includes(false) ? false : null
    },
    ...(claiming.length === 0
      ? {}
      : {
          claims: () =>
            claiming.flatMap(({ label, source }) => (source.claims?.() ?? []).map((one) => ({ ...one, by: `${label}: ${one.by}` }))),
        }),
    ...(offering.length === 0
      ? {}
      : {
          functions: () =>
            [
              ...new Map(
                offering
                  .flatMap((source) => source.functions?.() ?? [])
                  .toReversed()
                  .map((one) => [one.key, one]),
              ).values(),
            ].toReversed(),
        }),
    close: () => closeAll(members),
  }
}

async function checked({ label, source }: Member): Promise<readonly Check[]> {
  return (await source.check()).map((one) => ({
    ...one,
    detail: both(`${label}: ${half('zh', one.detail)}`, `${label}: ${half('en', one.detail)}`),
  }))
}
