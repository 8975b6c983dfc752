// One platform element that shows something by script (film, sound, card, vote) in, what it is out: a kind, the names its bytes may
// have, a title and an address. Decides nothing about how it is shown.
import { readAddress, unescapeAddress } from './address.ts'

export interface Embed {
  readonly kind: 'video' | 'audio' | 'music' | 'card' | 'service' | 'vote' | 'frame'
  /** Names to look its bytes up by, best first. */
  readonly keys: readonly string[]
  readonly title: string
  /** Where a reader can still find it, if anywhere. */
  readonly href: string
}

export type Attributes = Readonly<Record<string, string>>

export function embedOf(name: string, at: Attributes): Embed | null {
  switch (name) {
    case 'iframe':
      return frame(at)
    case 'video':
      return { kind: 'video', keys: refs(at['src'], at['data-src']), title: clean(at['title']), href: web(at['src'] ?? at['data-src']) }
    case 'embed':
      return embedded(at)
    case 'mp-common-videosnap':
    case 'mpvideosnap':
      return { kind: 'video', keys: [], title: clean(at['data-desc'] ?? at['data-nickname']), href: '' }
    case 'audio':
      return { kind: 'audio', keys: refs(at['src'], at['data-src']), title: clean(at['title']), href: web(at['src'] ?? at['data-src']) }
    case 'mpvoice':
    case 'mp-common-mpaudio':
      return voice(at)
    case 'qqmusic':
      return { kind: 'music', keys: [], title: [clean(at['music_name']), clean(at['singer'])].filter(Boolean).join(' — '), href: '' }
    case 'mp-common-profile':
      return { kind: 'card', keys: [], title: clean(at['data-nickname']), href: '' }
    case 'mp-miniprogram':
    case 'mp-weapp':
    case 'mp-common-miniprogram':
      return service(at)
    case 'mp-common-vote':
    case 'mpvote':
      return { kind: 'vote', keys: [], title: '', href: '' }
    default:
      return null
  }
}

/** A film may name several files of itself, best first. */
export function withSource(embed: Embed, at: Attributes): Embed {
  const more = refs(at['src'], at['data-src']).filter((key) => !embed.keys.includes(key))
  return { ...embed, keys: [...embed.keys, ...more], href: embed.href === '' ? web(at['src'] ?? at['data-src']) : embed.href }
}

export function service(at: Attributes): Embed {
  const title = clean(at['data-miniprogram-title'] ?? at['data-miniprogram-nickname'] ?? '')
  const id = [at['data-miniprogram-appid'] ?? '', at['data-miniprogram-path'] ?? ''].filter(Boolean).join('/')
  return { kind: 'service', keys: id === '' ? [] : [`mini-program:${id}`], title, href: '' }
}

function frame(at: Attributes): Embed {
  const source = unescapeAddress(at['data-src'] ?? at['src'] ?? '')
  const href = web(source)
  if (/vote/.test(at['class'] ?? '') || at['data-supervoteid'] !== undefined || /newappmsgvote/.test(source)) {
    const id = at['data-supervoteid'] ?? /[?&]supervoteid=(\d{1,20})/.exec(source)?.[1] ?? ''
    return { kind: 'vote', keys: /^\d{1,20}$/.test(id) ? [id] : [], title: '', href: '' }
  }
  const mp = at['data-mpvid'] ?? /[?&]vid=(wxv_\w+)/.exec(source)?.[1]
  if (mp !== undefined && mp !== '') return { kind: 'video', keys: [`mpvid:${mp}`, ...refs(source)], title: clean(at['title']), href: '' }
  const vid = /(?:^|\.)v\.qq\.com\//.test(source.replace(/^(?:https?:)?\/\//, '')) ? /[?&]vid=(\w+)/.exec(source)?.[1] : undefined
  if (vid !== undefined) {
    return { kind: 'video', keys: [`vqq:${vid}`, ...refs(source)], title: clean(at['title']), href: `https://v.qq.com/x/page/${vid}.html` }
  }
  if (/video/.test(at['class'] ?? '') || /player|video/i.test(source))
    return { kind: 'video', keys: refs(source), title: clean(at['title']), href }
  return { kind: 'frame', keys: refs(source), title: clean(at['title']), href }
}

function embedded(at: Attributes): Embed | null {
  const source = at['src'] ?? at['data-src'] ?? ''
  return source === '' ? null : { kind: 'video', keys: refs(source), title: clean(at['title']), href: web(source) }
}

function voice(at: Attributes): Embed {
  const id = at['voice_encode_fileid'] ?? ''
  return { kind: 'audio', keys: id === '' ? refs(at['src']) : [`voice:${id}`], title: clean(at['name'] ?? at['data-title']), href: '' }
}

function refs(...all: readonly (string | undefined)[]): string[] {
  return all.filter((ref): ref is string => ref !== undefined && ref !== '')
}

function web(raw: string | undefined): string {
  const found = readAddress(raw ?? '')
  return found.kind === 'web' ? found.url : ''
}

function clean(text: string | undefined): string {
  return (text ?? '')
    .replaceAll(/&amp;/g, '&')
    .replaceAll(/&nbsp;|[\s\u200B\uFEFF]+/g, ' ')
    .trim()
    .slice(0, 200)
}
