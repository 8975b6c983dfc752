// The pictures and files that a forum lists below a post → HTML to put behind it, and the files to be had. Icons, thumbnails' tips and
// counts of downloads stay behind.
import type { PageMedia, Remark } from '../../domain/page.ts'
import { isDownload } from './downloads.ts'
import { escapeAttribute, escapeText } from './edits.ts'
import { valueOf, wordsOf } from './elements.ts'
import type { Elements } from './elements.ts'
import { lockOf } from './locks.ts'
import { pictureOf, pictureTag, whole } from './pictures.ts'

export interface Attached {
  readonly html: string
  readonly media: readonly PageMedia[]
  readonly remarks: readonly Remark[]
}

/** Menus over pictures, the small copies of a gallery. */
const SKIPPED = ['aimg_tip', 'tip_4', 'img_info', 'pw_menu', 'small_img', 'pattl_c', 'imgList_small']
const TIPS = ['attach_nopermission', 'tips', 'locked', 'quoteTips']

export function attachedOf(page: Elements, around: number, base: string | null): Attached {
  const pieces: string[] = []
  const media: PageMedia[] = []
  const remarks: Remark[] = []
  const last = page.list[around]?.last ?? -1
  for (let n = around; n <= last; n += 1) {
    const place = page.list[n]
    const classes = valueOf(page, n, 'class').split(/\s+/)
    if (place === undefined) continue
    if (classes.some((one) => SKIPPED.includes(one))) n = place.last
    else if (classes.some((one) => TIPS.includes(one))) {
      const found = lockOf(wordsOf(page, n))
      if (found !== null) remarks.push({ code: 'attachment-locked', about: found.text.slice(0, 80) })
      n = place.last
    } else if (place.name === 'img') {
      const found = pictureOf(page, n, base)
      if (found !== null && !('words' in found)) pieces.push(`<p>${pictureTag(found)}</p>`)
    } else if (place.name === 'a' && !classes.includes('xw1')) {
      const to = whole(valueOf(page, n, 'href'), base)
      const title = wordsOf(page, n).slice(0, 300)
      if (!isDownload(to) || title === '') continue
      media.push({ kind: 'file', ref: to, role: 'attachment', title })
      pieces.push(`<p><a href="${escapeAttribute(to)}">${escapeText(title)}</a></p>`)
    }
  }
  return { html: pieces.join(''), media, remarks }
}
