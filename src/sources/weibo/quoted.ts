// The post that a post forwards → a quotation with its author and date, or a neutral note. Its pictures stay behind: they are other people's. The
// platform's help texts in the place of a deleted post are never shown.
import { publishedOf } from './dates.ts'
import { addressesOf, keyOf } from './ids.ts'
import { piecesOf } from './pieces.ts'
import type { Shorts } from './pieces.ts'
import { escaped, paragraphs } from './render.ts'
import type { Status } from './status.ts'

const GONE_NOTE = '原微博已不可见'

export function quotedHtml({ quoted }: Status, shorts: (quoted: Status) => Shorts): string {
  if (quoted === null) return ''
  if (!('mid' in quoted)) return `<blockquote><p>${GONE_NOTE}</p></blockquote>`
  const words =
    quoted.text === null
      ? ''
      : paragraphs(
          piecesOf(quoted.text, { shorts: shorts(quoted), hasVideo: true, article: null }).pieces.filter(({ kind }) => kind !== 'picture'),
        )
  const head = headOf(quoted)
  if (words === '' && head === '') return `<blockquote><p>${GONE_NOTE}</p></blockquote>`
  return `<blockquote>${head === '' ? '' : `<p>${head}</p>`}${words}</blockquote>`
}

function headOf(quoted: Status): string {
  const url = addressOf(quoted)
  const day = publishedOf(quoted).published.value?.slice(0, 10) ?? ''
  if (quoted.account === null) return day === '' ? '' : `原微博(${day}):`
  const aside = [day, url === null ? '' : `<a href="${escaped(url)}">原微博</a>`].filter((word) => word !== '')
  return `@${escaped(quoted.account)}${aside.length === 0 ? '' : `(${aside.join(' ')})`}:`
}

/** Only an address that names its account: it may be one of our own posts, whose new address takes its place. */
function addressOf({ uid, mid, id }: Status): string | null {
  const number = id ?? mid
  return uid === null || number === null ? null : (addressesOf(keyOf(uid, number))[0] ?? null)
}
