// A file of short links: JSON (`{"http://t.cn/…": "http://…"}` or a list of pairs) or CSV/TSV. It holds no post; it says where links lead.
import { readJson, isObject, wordOf, objectsOf } from '../text/json.ts'
import type { Json } from '../../domain/archive.ts'
import type { Format, OneFile, Told } from './format.ts'

const JSON_HEAD = /^\s*(?:\{\s*"(?:https?:\/\/)?t\.cn\/\w+"\s*:\s*(?:"|\{|null)|\[\s*\{[^{}]{0,200}"(?:https?:\/\/)?t\.cn\/\w+")/
const LINE = /^"?((?:https?:\/\/)?t\.cn\/\w+)"?\s*[,;\t]\s*"?(https?:\/\/[^\s"]+)"?/gm

export const linksFormat: Format = {
  name: 'short-links',
  recognize({ head }) {
    const text = head.toString('utf8').replace(/^\ufeff/, '')
    if (JSON_HEAD.test(text)) return !/"(?:mblog|text|created_at|weibo)"/.test(text)
    return text.split(/\r?\n/, 3).some((line) => new RegExp(LINE.source).test(line))
  },
  read: readLinks,
  again: async () => null,
  status: () => null,
}

async function* readLinks(file: OneFile): AsyncGenerator<Told> {
  const { text } = await file.text()
  const links = text.trimStart().startsWith('{') || text.trimStart().startsWith('[') ? fromJson(text) : fromLines(text)
  yield { kind: 'links', links }
}

function fromJson(text: string): readonly (readonly [string, string])[] {
  const json = readJson(text.trimStart().startsWith('[') ? `{"list":${text}}` : text)
  if (json === null) return []
  if (Array.isArray(json['list'])) return objectsOf(json['list']).flatMap((pair) => pairOf(Object.values(pair)))
  return Object.entries(json).flatMap(([short, long]) =>
    pairOf([short, isObject(long) ? (Object.values(long).find((one) => isLong(one)) ?? '') : long]),
  )
}

function pairOf(values: readonly Json[]): readonly (readonly [string, string])[] {
  const words = values.flatMap((value) => wordOf(value) ?? [])
  const short = words.find((word) => /^(?:https?:\/\/)?t\.cn\/\w+$/.test(word))
  const long = words.find((word) => isLong(word))
  return short === undefined || long === undefined ? [] : [[short, long]]
}

function isLong(value: Json): boolean {
  return typeof value === 'string' && /^https?:\/\//.test(value) && !/^https?:\/\/t\.cn\//.test(value)
}

function* fromLines(text: string): Generator<readonly [string, string]> {
  for (const [, short = '', long = ''] of text.matchAll(LINE)) yield [short, long]
}
