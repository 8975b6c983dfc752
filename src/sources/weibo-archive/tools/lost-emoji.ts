// weibo-crawler writes texts in the character set of the console it runs in and drops what that lacks: run in a Chinese Windows console, all
// its emoji are gone without a trace; a table that a spreadsheet saved again in GBK has question marks for them. No single post shows it, the
// file does. Changes nothing, tells only.
import type { Decoded } from '../../text/charset.ts'
import type { Told } from '../format.ts'

/** So many posts without a single character beyond the first plane are no accident for most accounts. */
const ENOUGH = 500

const BEYOND = /[\ud800-\udbff]|\\ud8[3-7]/i

export function* tellingLostEmoji(records: Iterable<Told>, decoded?: Pick<Decoded, 'encoding' | 'doubt'>): Generator<Told> {
  let posts = 0
  let found = false
  for (const told of records) {
    yield told
    if (told.kind !== 'post' || found) continue
    posts += 1
    found = BEYOND.test(told.raw)
  }
  const why = whyLost(posts, decoded?.encoding ?? 'utf-8')
  if (!found && why !== null) yield { kind: 'loss', mid: null, why }
  if (decoded?.doubt === true)
    yield { kind: 'loss', mid: null, why: `its character set is in doubt (read as ${decoded.encoding}): some texts may be garbled` }
}

function whyLost(posts: number, encoding: string): string | null {
  if (posts > 0 && !encoding.startsWith('utf-')) return `saved in ${encoding}: emoji and rare characters may have become question marks`
  if (posts < ENOUGH) return null
  return `not one emoji in ${posts} posts: the tool may have run in a console that cannot write them, and dropped them`
}
