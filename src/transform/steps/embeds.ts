// What the platform shows by script becomes stored media, or words and a link that say what stood there. Votes, cards and mini-programs
// are always words: the page does not hold what they did.
import type { CheerioAPI } from 'cheerio'
import { escapeAttribute, escapeText } from '../clean/entities.ts'
import { miniProgram, vote } from '../facts/function-links.ts'
import type { Note, Step, Surroundings } from '../step.ts'
import { seek } from '../write/media.ts'
import { findNamed } from './find.ts'

export const embeds: Step = {
  name: 'embeds',
  wants: (marks) => marks.has('embed'),
  run(tree, { near, note }) {
    for (const element of findNamed(tree, 'g-embed')) {
      const embed = tree(element)
      const thing: Thing = {
        kind: embed.attr('data-kind') ?? '',
        keys: (embed.attr('data-keys') ?? '').split('\n').filter(Boolean),
        title: embed.attr('data-title') ?? '',
        href: embed.attr('data-href') ?? '',
        words: () => embed.text(),
      }
      embed.before(shown(thing, near, note))
      unwrap(tree, element)
    }
  },
}

interface Thing {
  readonly kind: string
  readonly keys: readonly string[]
  readonly title: string
  readonly href: string
  /** What a reader sees of it as text. */
  readonly words: () => string
}

function unwrap(tree: CheerioAPI, element: Parameters<CheerioAPI['contains']>[0]): void {
  const found = tree(element)
  // A mini-program's link keeps its words: they name the service.
  found.replaceWith(found.contents())
}

function shown(thing: Thing, near: Surroundings, note: Note): string {
  switch (thing.kind) {
    case 'video':
    case 'audio':
      return played(thing, near, note)
    case 'music':
      return `<div>${made(`〔音乐${named(thing)}〕`, 'audio')}</div>`
    case 'card':
      note.finding('service-link', thing.title)
      return `<div>${made(`〔公众号名片${named(thing)}〕`)}</div>`
    case 'service':
      note.finding('service-link', [thing.title, ...thing.keys].filter(Boolean).join(' '))
      note.service(miniProgram(thing.keys[0]?.replace(/^mini-program:/, '') ?? null, thing.title || thing.words()))
      return made(`〔小程序${named(thing)}〕`)
    case 'vote':
      note.finding('vote-dropped')
      note.service(vote(thing.keys[0] ?? null))
      return `<div>${made('〔此处原为投票,结果未保存在页面中〕')}</div>`
    default:
      return thing.href === '' ? '' : made(`〔嵌入内容:${link(thing.href, thing.title || thing.href)}〕`, '', true)
  }
}

function played(thing: Thing, near: Surroundings, note: Note): string {
  const kind = thing.kind === 'audio' ? 'audio' : 'video'
  const { media, trouble } = seek({ kind, role: 'body', refs: thing.keys, alt: '', title: thing.title }, near)
  if (media.digest !== null) {
    return `<div><g-media data-kind="${kind}" data-keys="${escapeAttribute(thing.keys.join('\n'))}" data-title="${escapeAttribute(thing.title)}"></g-media></div>`
  }
  note.finding(kind === 'audio' ? 'audio-not-stored' : 'video-not-stored', thing.keys[0] ?? thing.title)
  if (trouble === 'media-broken') note.finding(trouble, thing.keys[0] ?? '')
  const word = kind === 'audio' ? '音频' : '视频'
  const where = thing.href === '' ? '' : ` ${link(thing.href, thing.href)}`
  return `<div>${made(`〔${word}未保存${escapeText(named(thing))}${where}〕`, kind, true)}</div>`
}

function named(thing: Thing): string {
  return thing.title === '' ? '' : `:${thing.title}`
}

function made(text: string, counted = '', isHtml = false): string {
  return `<g-made${counted === '' ? '' : ` data-n="${counted}"`}>${isHtml ? text : escapeText(text)}</g-made>`
}

function link(href: string, text: string): string {
  return `<a href="${escapeAttribute(href)}">${escapeText(text)}</a>`
}
