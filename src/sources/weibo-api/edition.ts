// What of a status makes its version: everything that is content, nothing that changes by itself (counts, shards of picture hosts, signed film
// addresses). A list cuts long texts and `show` gives them whole: both give the same version, or every run would find everything changed.
import { createHash } from 'node:crypto'
import type { JsonObject } from '../text/json.ts'
import { wordOf } from '../text/json.ts'
import type { QuotedGone, Status } from '../weibo/status.ts'

/** Lists cut at 140 characters and a little. */
const SURE = 100

export function editionOf(status: Status, raw: JsonObject): string {
  const isLong = raw['isLongText'] === true || status.textState === 'truncated'
  return createHash('sha256')
    .update(JSON.stringify([status.mid, contentOf(status, isLong), isLong ? wordOf(raw['textLength']) : null]))
    .digest('hex')
}

function contentOf(status: Status, isLong: boolean): readonly unknown[] {
  const { text, created, pictures, pictureCount, videos, card, article, quoted, visible, edits, gone } = status
  const words = text === null ? null : 'html' in text ? text.html : text.plain
  return [
    created,
    isLong ? (words?.slice(0, SURE) ?? null) : words,
    // the first nine, since lists show no more; the number tells of the others
    pictures.slice(0, 9).map(({ pid, url, kind }) => [pid ?? url, kind]),
    pictureCount,
    videos.map(({ object, title, url }) => object ?? title ?? url?.replace(/\?.*$/, '')),
    card === null ? null : [card.type, card.title, card.url?.replace(/\?.*$/, '')],
    article === null ? null : [article.id, article.title],
    quoted === null ? null : quotedOf(quoted),
    visible,
    edits,
    gone,
  ]
}

function quotedOf(quoted: Status | QuotedGone): unknown {
  return 'mid' in quoted ? [quoted.mid, quoted.gone !== null] : quoted.gone
}
