// Answers of the WeChat API about menus and automatic replies, parsed JSON in → what the account offered to people out. Pure; reads no
// media: their addresses last three days. What is switched off was not offered and is left out.
import type { Json } from '../../domain/archive.ts'
import type { ServiceFunction } from '../../domain/account.ts'
import { addressKey, functionWords } from '../../domain/functions.ts'
import { inside, isObject, objectsOf, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { attributeText, textOf } from '../text/text-of.ts'

/**
 * Of `get_current_selfmenu_info`, `menu/get` or `get_current_autoreply_info`; null for anything else. `by` names the call or the file.
 * Keys: `menu:<what it opens>`, else `menu:key:<event key>`, else `menu:<place>`; `auto-reply:added`, `auto-reply:default`,
 * `auto-reply:rule:<create_time>`.
 */
export function accountFunctions(answer: Json, by: string): readonly ServiceFunction[] | null {
  if (!isObject(answer)) return null
  const read = isMenu(answer) ? menuOf(answer) : isReplies(answer) ? repliesOf(answer) : null
  return read === null ? null : unlike(read).map((one) => ({ ...one, by }))
}

function isMenu(answer: JsonObject): boolean {
  return isObject(answer['selfmenu_info']) || isObject(inside(answer, 'menu')) || Array.isArray(answer['conditionalmenu'])
}

function isReplies(answer: JsonObject): boolean {
  return 'is_autoreply_open' in answer || 'keyword_autoreply_info' in answer || 'add_friend_autoreply_info' in answer
}

type Read = Omit<ServiceFunction, 'by'>

/** Two entries that open the same under one key stay two. */
function unlike(read: readonly Read[]): Read[] {
  const seen = new Map<string, number>()
  return read.map((one) => {
    const n = (seen.get(one.key) ?? 0) + 1
    seen.set(one.key, n)
    return n === 1 ? one : { ...one, key: `${one.key}#${n}` }
  })
}

function menuOf(answer: JsonObject): Read[] {
  if (answer['is_menu_open'] === 0) return []
  const common = [inside(answer, 'selfmenu_info', 'button'), inside(answer, 'menu', 'button')].flatMap((buttons) =>
    buttonsOf(buttons, { place: '', under: null }),
  )
  const personal = objectsOf(answer['conditionalmenu']).flatMap((menu, n) =>
    buttonsOf(menu['button'], { place: `${wordOf(menu['menuid']) ?? `c${n + 1}`}.`, under: '个性化菜单' }),
  )
  return [...common, ...personal]
}

function buttonsOf(buttons: Json | undefined, at: { readonly place: string; readonly under: string | null }): Read[] {
  return objectsOf(buttons)
    .slice(0, MOST_BUTTONS)
    .flatMap((button, n) => {
      const place = `${at.place}${n + 1}`
      const name = functionWords(wordOf(button['name']) ?? '')
      const below = Array.isArray(button['sub_button']) ? button['sub_button'] : inside(button, 'sub_button', 'list')
      const under = at.under === null ? name : `${at.under} / ${name}`
      if (objectsOf(below).length > 0)
        return objectsOf(below)
          .slice(0, MOST_BUTTONS)
          .map((one, m) => entryOf(one, `${place}.${m + 1}`, under))
      return button['type'] === undefined ? [] : [entryOf(button, place, at.under)]
    })
}

/** The platform allows three with five each. */
const MOST_BUTTONS = 100

function entryOf(button: JsonObject, place: string, under: string | null): Read {
  const address = addressOf(button)
  const opens = address === null ? null : addressKey(address)
  const eventKey = wordOf(button['key'])
  return {
    key: `menu:${opens ?? (eventKey === null ? place : `key:${functionWords(eventKey, 128)}`)}`,
    kind: 'menu',
    name: functionWords(wordOf(button['name']) ?? ''),
    under,
    address,
    answer: answerOf(button),
  }
}

/** A mini-program, or the address that opens; of articles that it answers with, the first one's. */
function addressOf(thing: JsonObject): string | null {
  const appid = wordOf(thing['appid'])
  if (appid !== null) return functionWords([appid, wordOf(thing['pagepath'])].filter((part) => part !== null).join('/'), MOST_ADDRESS)
  const url = thing['type'] === 'video' ? null : wordOf(thing['url'])
  return url ?? wordOf(newsOf(thing)[0]?.['content_url']) ?? linkIn(thing)
}

const MOST_ADDRESS = 2000

function newsOf(thing: JsonObject): readonly JsonObject[] {
  return objectsOf(inside(thing, 'news_info', 'list'))
}

/** Words of a text answer may hold a link: to a page, or to a mini-program. */
function linkIn(thing: JsonObject): string | null {
  const [tag = ''] = /<a\s[^<>]{1,4000}>/i.exec(textIn(thing)) ?? []
  const of = (name: string) => attributeText(new RegExp(`\\s${name}\\s*=\\s*["']([^"'<>]{1,2000})["']`, 'i').exec(tag)?.[1] ?? '')
  const appid = of('data-miniprogram-appid')
  if (appid !== '') return [appid, of('data-miniprogram-path')].filter((part) => part !== '').join('/')
  return /^https?:\/\//i.test(of('href'))
    ? of('href')
    : (/https?:\/\/[^\s"'<>\u3000-\u303F\uFF00-\uFFEF\u4E00-\u9FFF]{4,2000}/i.exec(textIn(thing))?.[0] ?? null)
}

/** Text stands in `value` of menus and in `content` of replies; of other types that is the id of a medium. */
function textIn(thing: JsonObject): string {
  return thing['type'] === 'text' ? (wordOf(thing['value'] ?? thing['content']) ?? '') : ''
}

const MEDIA_WORDS: Readonly<Record<string, string>> = {
  img: '〔图片〕',
  image: '〔图片〕',
  photo: '〔图片〕',
  voice: '〔语音〕',
  video: '〔视频〕',
}

function answerOf(thing: JsonObject): string | null {
  const news = newsOf(thing).map((one) => `〔图文〕${wordOf(one['title']) ?? ''} ${wordOf(one['content_url']) ?? ''}`.trim())
  const { type } = thing
  const medium = typeof type === 'string' ? MEDIA_WORDS[type] : undefined
  const text = textOf(textIn(thing))
  const words = [...(text === '' ? [] : [text]), ...news, ...(medium === undefined ? [] : [medium])].join('\n')
  return words === '' ? null : words.slice(0, MOST_ANSWER).toWellFormed()
}

const MOST_ANSWER = 4000

function repliesOf(answer: JsonObject): Read[] {
  const single = (name: string, said: { key: string; name: string; open: string }): Read[] =>
    isObject(answer[name]) && answer[said.open] !== 0 ? [replyOf([answer[name]], { ...said, key: `auto-reply:${said.key}` })] : []
  const rules = answer['is_autoreply_open'] === 0 ? [] : objectsOf(inside(answer, 'keyword_autoreply_info', 'list'))
  return [
    ...single('add_friend_autoreply_info', { key: 'added', name: '被关注回复', open: 'is_add_friend_reply_open' }),
    ...single('message_default_autoreply_info', { key: 'default', name: '收到消息回复', open: 'is_autoreply_open' }),
    ...rules.map((rule, n) =>
      replyOf(objectsOf(rule['reply_list_info']), {
        key: `auto-reply:rule:${wordOf(rule['create_time']) ?? `n${n + 1}`}`,
        name: functionWords(
          objectsOf(rule['keyword_list_info'])
            .map((one) => wordOf(one['content']) ?? '')
            .filter((word) => word !== '')
            .join('、'),
        ),
        under: functionWords(wordOf(rule['rule_name']) ?? '') || null,
      }),
    ),
  ]
}

function replyOf(replies: readonly JsonObject[], said: { key: string; name: string; under?: string | null }): Read {
  const answers = replies.map((reply) => answerOf(reply)).filter((words) => words !== null)
  return {
    key: said.key,
    kind: 'auto-reply',
    name: said.name,
    under: said.under ?? null,
    address: replies.map((reply) => addressOf(reply)).find((one) => one !== null) ?? null,
    answer: answers.length === 0 ? null : answers.join('\n').slice(0, MOST_ANSWER).toWellFormed(),
  }
}
