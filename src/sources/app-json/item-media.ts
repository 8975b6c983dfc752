// The declared pictures, films, sounds and files of an item → what belongs to the post, and where in its body, when the app marks that.
import type { PageMedia } from '../../domain/page.ts'
import type { Declared } from './declaration.ts'
import type { Body, Marked } from './item-body.ts'
import { pathsOf, plain, textAt, thingsAt } from './values.ts'
import type { Item } from './values.ts'

type Rule = NonNullable<Declared['images']>

export interface ItemMedia {
  readonly media: readonly PageMedia[]
  readonly marked: readonly Marked[]
}

const MOST = 2000

export function mediaAt(item: Item, declared: Declared): ItemMedia {
  const found = (['image', 'file', 'video', 'audio'] as const).flatMap((kind) => {
    const rule = { image: declared.images, file: declared.attachments, video: declared.video, audio: declared.audio }[kind]
    return rule === undefined ? [] : thingsOf(item, rule).map((one) => ({ mark: one.mark, media: mediumOf(kind, one) }))
  })
  const cover = textAt(item, declared.cover)
  const covers: readonly PageMedia[] = cover === null ? [] : [{ kind: 'image', ref: cover, role: 'cover' }]
  return {
    media: [...covers, ...once(found.map(({ media }) => media))].slice(0, MOST),
    marked: found.flatMap(({ mark, media }) => (mark === null ? [] : [{ mark, media }])),
  }
}

interface Thing {
  readonly url: string
  readonly name: string | null
  readonly mark: string | null
}

function thingsOf(item: Item, rule: Rule): readonly Thing[] {
  const { list, url, name, mark, split } = typeof rule === 'object' && 'list' in rule ? rule : { list: rule, split: undefined }
  return thingsAt(item, pathsOf(list)).flatMap((thing) => {
    const address = url === undefined ? plain(thing, item.absent) : textAt(item, url, thing)
    if (address === null) return []
    const said = { name: textAt(item, name, thing), mark: textAt(item, mark, thing) }
    return (split === undefined ? [address] : address.split(split)).flatMap((one) =>
      one.trim() === '' ? [] : [{ url: one.trim(), ...said }],
    )
  })
}

function mediumOf(kind: PageMedia['kind'], { url, name }: Thing): PageMedia {
  const role = kind === 'file' ? 'attachment' : 'body'
  if (name === null) return { kind, ref: url, role }
  return kind === 'image' ? { kind, ref: url, role, alt: name } : { kind, ref: url, role, title: name }
}

function once(media: readonly PageMedia[]): readonly PageMedia[] {
  const seen = new Set<string>()
  return media.filter(({ kind, ref }) => {
    const name = `${kind} ${ref}`
    if (seen.has(name)) return false
    seen.add(name)
    return true
  })
}

/** A file's name that a system gave, not a person: the same name is the same file, whatever address leads to it. */
const GIVEN_NAME = /[^/?#]{0,80}\d{8}[^/?#]{0,80}\.[a-z0-9]{2,5}(?=[?#]|$)/i
const SHOWN_NAME = /\/([^/?#"'\s<>&]{8,160}\.[a-z0-9]{2,5})(?=["'?#&\s>])/gi

/** Without what the body shows under another address. */
export function withoutShown(media: readonly PageMedia[], body: Body): readonly PageMedia[] {
  if (!('html' in body) || media.length === 0) return media
  const shown = new Set([...body.html.matchAll(SHOWN_NAME)].map(([, name]) => name))
  return media.filter(({ kind, role, ref }) => {
    if (role === 'cover' || (kind !== 'image' && kind !== 'file')) return true
    const name = GIVEN_NAME.exec(ref.slice(-300))?.[0]
    return name === undefined || !shown.has(name)
  })
}
