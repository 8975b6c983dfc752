// A draft and what its steps met in; the services it leads to out, each once: mini-programs, votes, forms, service systems. Pure.
// It judges addresses by their names alone; what it does not know, a mapping names by its `services`.
import { createHash } from 'node:crypto'
import type { Draft } from '../../domain/draft.ts'
import type { Mapping } from '../../domain/mapping.ts'
import { addressKey, functionWords } from '../../domain/functions.ts'
import type { ServiceUse } from '../../domain/functions.ts'
import { patternsOf } from './patterns.ts'

/** A page full of links is no inventory. */
const MOST = 200

/** `address` as `appid/path`; null when the page names the mini-program but not which one it is. */
export function miniProgram(address: string | null, words: string): ServiceUse {
  const name = functionWords(words)
  const key = (address === null ? null : addressKey(address)) ?? `mini-program:words:${digest(address ?? name)}`
  return { key, kind: 'mini-program', name, address: address === null ? null : functionWords(address, 2000) }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** Votes of the platform have a number or nothing; those without one are one line of the inventory. */
export function vote(id: string | null): ServiceUse {
  return { key: id === null ? 'vote' : `vote:${id}`, kind: 'vote', name: '', address: null }
}

export function servicesOf(
  draft: Pick<Draft, 'links' | 'readMore' | 'text'>,
  noted: readonly ServiceUse[],
  mapping: Mapping,
): readonly ServiceUse[] {
  const found = new Map<string, ServiceUse>()
  const add = (use: ServiceUse | null): void => {
    if (use !== null && (found.size < MOST || found.has(use.key)) && (found.get(use.key)?.name ?? '') === '') found.set(use.key, use)
  }
  for (const use of noted) add(use)
  for (const { kind, url, text } of draft.links) if (kind === 'page' || kind === 'service') add(serviceAt(url, text, mapping))
  if (draft.readMore !== null) add(serviceAt(draft.readMore, '阅读原文', mapping))
  for (const use of inText(draft.text, mapping)) add(use)
  return [...found.values()]
}

/** Addresses as plain words: the old platform let many accounts link to nothing but itself. */
function* inText(text: string, mapping: Mapping): Generator<ServiceUse> {
  if (text.includes('#小程序://'))
    for (const [address, name = '', token = ''] of text.matchAll(/#小程序:\/\/([^/\s]{1,40})\/([0-9A-Za-z]{6,40})/gu))
      yield { key: `mini-program:short:${token}`, kind: 'mini-program', name: functionWords(name), address }
  if (!text.includes('://') && !text.includes('www.')) return
  let left = MOST
  for (const [address] of text.matchAll(/(?:https?:\/\/|\bwww\.)[\w.:-]{4,253}(?:[/?#][\w./?=&%#!~:@+,;*-]{0,1500})?/gi)) {
    if ((left -= 1) < 0) return
    const plain = address.replace(/[.,;:!?-]+$/, '')
    const use = serviceAt(/^www\./i.test(plain) ? `http://${plain}` : plain, '', mapping)
    if (use !== null) yield use
  }
}

function serviceAt(address: string, words: string, mapping: Mapping): ServiceUse | null {
  const kind = kindOf(address, mapping)
  const key = kind === null ? null : addressKey(address)
  return kind === null || key === null ? null : { key, kind, name: functionWords(words, 100), address: functionWords(address, 2000) }
}

function kindOf(address: string, mapping: Mapping): 'form' | 'link' | null {
  const [, host = '', rest = ''] = /^https?:\/\/(?:[^/?#@]*@)?([^/?#:]+)(?::\d+)?([^#]*)/i.exec(address) ?? []
  if (host === '') return null
  if (FORM_HOST.test(host) || FORM_PAGE.test(host + rest)) return 'form'
  if (SERVICE_HOST.test(host) || SERVICE_PATH.test(rest)) return 'link'
  return patternsOf(mapping).services.some((one) => one.test(address)) ? 'link' : null
}

/** Makers of forms and surveys: 金数据, 问卷星, 问卷网, 腾讯问卷, 麦客, WPS 表单, 乐调查, 见数, 草料, 活动行. */
const FORM_HOST =
  /(?:^|\.)(?:jinshuju\.(?:net|com)|jsj\.top|jsjform\.com|wjx\.(?:cn|top|com)|sojump\.com|wenjuan\.(?:com|net|in|link)|wj\.qq\.com|mikecrm\.com|mike-x\.com|f\.(?:wps|kdocs)\.cn|lediaocha\.com|credamo\.com|forms\.office\.com|cli\.im|clewm\.net|qr61\.cn|huodongxing\.com)$/i
const FORM_PAGE = /^(?:docs\.qq\.com\/form\/|(?:[\w-]+\.)?feishu\.cn\/share\/base\/form|(?:www\.)?kdocs\.cn\/(?:form|wo\/))/i

/** A label of the host says it: 政务服务, 统一认证, 一网通办, 网上办事, and the numbers of the hot lines. */
const SERVICE_HOST =
  /(?:^|[.-])(?:[a-z]{0,12}zwfw[a-z]{0,12}|tyrz|ywtb|wsbs|wsbl|bszn|banshi|gjj|ggzy|(?:12345|12333|12329|12366|12315|12380|12388|12389|12393|12320|12123|96\d{3})[a-z]{0,6}|[a-z]{1,6}(?:12345|12333|12329))\./i
const SERVICE_PATH =
  /(?:^|[/_.=-])(?:zwfw|wsbs|wssb|wsbl|bszn|bsdt|ywbl|banshi|yuyue|guahao|chaxun|12345|12333|zxts|wyjb|jubao)(?:[/_.?&=-]|$)/i
