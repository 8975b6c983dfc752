// Finds what a reader who cannot see misses: pictures without words, posts that are pictures only, tables without header cells (R23).
import { type Finding, finding } from '../domain/findings.ts'
import type { Inspector } from './inspector.ts'

const FEW = 20

export const accessibility: Inspector = {
  name: 'accessibility',
  inspect({ draft }) {
    const found: Finding[] = []
    const pictures = draft.media.filter(({ kind, role }) => kind === 'image' && role === 'body')
    const silent = pictures.filter(({ alt }) => isNoAlt(alt)).length
    if (silent > 0) found.push(finding('image-no-alt', `${silent} / ${pictures.length}`))
    if (pictures.length > 0) {
      const words = draft.text.replaceAll(/〔[^〔〕]{0,400}〕|\s/g, '').length
      if (words < FEW) found.push(finding('image-only', String(words)))
    }
    const bare = tablesWithoutHeader(draft.html)
    if (bare > 0) found.push(finding('table-no-header', String(bare)))
    return found
  },
}

function isNoAlt(alt: string): boolean {
  return /^(?:|图片|图像|image|img|图|[\w-]+\.(?:jpe?g|png|gif|webp))$/i.test(alt.trim())
}

/** A header cell counts for the innermost table around it. */
function tablesWithoutHeader(html: string): number {
  let bare = 0
  const open: boolean[] = []
  for (const [tag] of html.matchAll(/<(?:table|th|\/table)\b/g)) {
    if (tag === '<table') open.push(false)
    else if (tag === '<th') open[open.length - 1] = true
    else if (open.pop() === false) bare += 1
  }
  return bare
}
