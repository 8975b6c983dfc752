// misswell/octoman-weibo-backup, `<name>_<nn>.html`: up to 500 posts as cards of the touch site, pictures by address only → its posts. A card
// names its post in the link around the face, or not at all.
import { walkTags } from '../../text/tags.ts'
import { ownerOf } from '../../weibo/ids.ts'
import type { Format, OneFile, Told } from '../format.ts'
import { toldAccount } from './account-claim.ts'
import { cardStatus } from './octoman-card.ts'

const CARD = '<div class="card m-panel card9 weibo-member">'

export const OCTOMAN_HTML: Format = {
  name: 'octoman-html',
  recognize: ({ head }) => isOctoman(head.toString('utf8')),
  read,
  again: async (file, at) => {
    const { text } = await file.text()
    const [start = Number.NaN, end = Number.NaN] = at.split('-').map((word) => Number.parseInt(word, 36))
    const card = text.slice(start, end)
    return card.startsWith(CARD) ? rawOf(text, card) : null
  },
  status: cardStatus,
}

function isOctoman(head: string): boolean {
  return /^\s*<!doctype html>/i.test(head) && /h5\.sinaimg\.cn\/marvel\/[^"']*\/css\/card\/cards\.css/.test(head)
}

async function* read(file: OneFile): AsyncGenerator<Told> {
  const { text } = await file.text()
  const owners = new Map<string, number>()
  let found = 0
  for (let start = text.indexOf(CARD); start >= 0;) {
    const next = text.indexOf(CARD, start + CARD.length)
    const end = next < 0 ? text.length : next
    const card = text.slice(start, end)
    found += 1
    for (const pid of ownPictures(card)) owners.set(ownerOf(pid) ?? '', (owners.get(ownerOf(pid) ?? '') ?? 0) + 1)
    yield { kind: 'post', at: `${start.toString(36)}-${end.toString(36)}`, raw: rawOf(text, card) }
    start = next
  }
  yield* toldAccount({ uid: most(owners), name: titleOf(text) })
  if (found === 0) yield { kind: 'loss', mid: null, why: 'a page of octoman-weibo-backup without a post' }
  else if (!/<\/html>\s*$/.test(text))
    yield { kind: 'loss', mid: null, why: 'the file ends before the page does: posts behind it are missing' }
}

/** Pictures before the forwarded post are those that the account itself put there; each names who uploaded it. */
function ownPictures(card: string): readonly string[] {
  const own = card.slice(
    card.indexOf('<div class="weibo-og">'),
    card.indexOf('<div class="weibo-rp">') < 0 ? undefined : card.indexOf('<div class="weibo-rp">'),
  )
  return Array.from(own.matchAll(/sinaimg\.cn\/large\/([0-9A-Za-z]{20,})\./g), ([, pid]) => pid ?? '')
}

/** Whoever uploaded three and more of them, and more than all others together: a page says nowhere else whose it is. */
function most(owners: ReadonlyMap<string, number>): string | null {
  const all = [...owners.values()].reduce((sum, count) => sum + count, 0)
  const [uid] = [...owners].find(([one, count]) => one !== '' && count >= ENOUGH && count * 2 > all) ?? []
  return uid ?? null
}

const ENOUGH = 3

function rawOf(text: string, card: string): string {
  return JSON.stringify({ name: titleOf(text), card })
}

/** The page is named after the account. */
function titleOf(text: string): string | null {
  let title: string | null = null
  walkTags(text, (tag) => {
    if (tag.name === 'title' && !tag.closing) title = text.slice(tag.end, tag.rawEnd).trim()
    return tag.name !== 'title' && tag.name !== 'body'
  })
  return title === '' || title === 'Document' ? null : title
}
