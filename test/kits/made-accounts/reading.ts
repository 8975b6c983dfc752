// What a source gives back of a made account, side by side with what was made. In: a source and the truth by key. Out: what differs, in words.
import type { Discovered } from '../../../src/domain/archive.ts'
import type { Page } from '../../../src/domain/page.ts'
import type { Source } from '../../../src/sources/source.ts'
import { fetchAll, materialOf } from '../source-kit.ts'

/** What must come back. `words`: without white space and emoticons. */
export interface Made {
  readonly date: string
  readonly kind: string
  readonly title: string | null
  readonly pictures: readonly string[]
  readonly links: readonly string[]
  readonly words: string
}

/** A page as far as it was made: what the account itself says, without what it quotes. */
function givenBack({ kind, title, published, body }: Page): Made {
  const own = ('html' in body ? body.html : body.text).replace(/<blockquote>.*$/s, '')
  return {
    date: published.value ?? '',
    kind,
    title,
    pictures: [...own.matchAll(/<img\b[^>]*?\ssrc="([^"]+)"/g)].map(([, url = '']) => plain(url)),
    links: [...own.matchAll(/<a\b[^>]*?\shref="([^"]+)"/g)].map(([, url = '']) => plain(url)),
    words: own
      .replaceAll(/<a\b[^>]*>.*?<\/a>|<[^>]+>/g, '')
      .replaceAll(/\s|\p{Extended_Pictographic}|\u200d|\ufe0f|\[\p{Script=Han}{1,3}\]/gu, ''),
  }
}

function plain(attribute: string): string {
  return attribute.replaceAll('&amp;', '&').replace(/^\.\//, '')
}

export interface Reading {
  readonly source: Source
  /** Undefined = no such post was made. */
  readonly made: (key: string) => Made | undefined
}

/** Null = right. */
export async function faultOf({ source, made }: Reading, found: Discovered): Promise<string | null> {
  const truth = made(found.key)
  if (truth === undefined) return `${found.key} was never made`
  const { parts, failure } = await fetchAll(source, found)
  if (failure !== null) return `${found.key}: ${failure.code}`
  const page = source.parse(materialOf(found, parts))
  const given = givenBack(page)
  const wrong = (Object.keys(given) as (keyof Made)[]).filter((name) => JSON.stringify(given[name]) !== JSON.stringify(truth[name]))
  if (page.state !== 'ok') wrong.push('words')
  return wrong.length === 0
    ? null
    : `${found.key} ${wrong.map((name) => `${name}: ${String(given[name])} ≠ ${String(truth[name])}`).join('; ')}`
}
