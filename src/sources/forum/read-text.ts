// The bare text of a phpwind thread page, as a browser copies it → its view. A lesser copy: links, pictures and markup are lost, and a
// post ends only at the lines that the forum puts there. Only whole lines of the forum are left out.
import { UNKNOWN_DATE } from '../../domain/page.ts'
import { escapeText } from './edits.ts'
import { countIn, floorNumber } from './floor.ts'
import { timeIn } from './times.ts'
import { EMPTY_FLOOR, EMPTY_VIEW } from './view.ts'
import type { Floor, ThreadView } from './view.ts'

const UID = /^UID[:：]\s*(\d{1,12})$/
const AUTHOR = /^(?:在线|离线|線上|離線)\s*(.{1,40})$/
const LAST_LOGIN = /^最后登录[:：]/
const MODERATED = /^[—-]{1,2}\s*本帖被.{1,200}[—-]{1,2}$/
const STAMP = /^(?:只看该作者)?\s*(.{0,10}?)\s*发表于[:：]\s*(.{4,25})$/
const ENDS = /^(?:\d{1,5}条评分.{0,60}|.{1,12}提示[:：].{0,200}|快速回复|上一个 下一个|如何不发帖就快速得到.{0,30}|限\d{1,6} 字节)$/
const TITLE = /^(?:\[([^\]]{1,20})\])?\s*(.{1,200}?)\s*\[复制链接\]$/

function isThreadText(text: string): boolean {
  return /\[复制链接\]/.test(text.slice(0, 4000)) && /^UID[:：]\s*\d/m.test(text)
}

export function readText(text: string): ThreadView | null {
  if (!isThreadText(text)) return null
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const heads = lines.flatMap((line, at) => (UID.test(line) ? [at] : []))
  const title = lines.map((line) => TITLE.exec(line)).find((found) => found !== null)
  const floors = heads.flatMap((head, at) => floor(lines, head, { to: heads[at + 1] ?? lines.length, at }) ?? [])
  if (floors.length === 0) return null
  const before = lines.slice(0, heads[0])
  return {
    ...EMPTY_VIEW,
    family: 'text',
    software: 'phpwind',
    title: title?.[2] ?? null,
    category: title?.[1] ?? null,
    views: countIn(before.find((line) => /\d阅读$/.test(line)) ?? ''),
    replies: countIn(before.find((line) => /\d回复$/.test(line)) ?? ''),
    floors,
    remarks: [{ code: 'lesser-copy' }],
  }
}

function firstBetween(lines: readonly string[], [from, to]: readonly [number, number], form: RegExp): number {
  for (let n = from; n < to; n += 1) if (form.test(lines[n] ?? '')) return n
  return -1
}

function floor(lines: readonly string[], head: number, { to, at }: { to: number; at: number }): Floor | null {
  const author =
    lines
      .slice(Math.max(0, head - 3), head)
      .flatMap((line) => AUTHOR.exec(line)?.[1] ?? [])
      .at(-1) ?? null
  const login = firstBetween(lines, [head + 1, to], LAST_LOGIN)
  if (login < 0) return null
  let from = login + 1
  let number = at === 0 ? 1 : null
  let time = UNKNOWN_DATE
  for (; from < to; from += 1) {
    const line = lines[from] ?? ''
    const stamp = STAMP.exec(line)
    if (stamp !== null) {
      number = floorNumber(stamp[1] ?? '', true) ?? number
      time = timeIn(stamp[2] ?? '')
    } else if (line !== '' && !MODERATED.test(line)) break
  }
  const stop = firstBetween(lines, [from, to], ENDS)
  const body = lines.slice(from, stop < 0 ? to : stop).filter((line) => line !== '' && !AUTHOR.test(line))
  return {
    ...EMPTY_FLOOR,
    number,
    author,
    uid: UID.exec(lines[head] ?? '')?.[1] ?? null,
    time,
    html: body.map((line) => `<p>${escapeText(line)}</p>`).join(''),
  }
}
