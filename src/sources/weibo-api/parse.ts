// The material of one post → its page: the status by the readers of Weibo, a refusal by its number.
import type { Material } from '../../domain/archive.ts'
import type { Page, PageState } from '../../domain/page.ts'
import { readJson, wordOf } from '../text/json.ts'
import { parseMaterial as parseWeibo } from '../weibo/material.ts'
import { READERS } from '../weibo/readers.ts'
import { tellingsOf } from '../weibo/telling.ts'
import { meaningOf } from './refusals.ts'

/** Names the platform's answer that a post is not to be had. It stands in captures for ever. */
export const REFUSAL = 'api-refusal'

export function parseMaterial(material: Material): Page {
  const page = parseWeibo(material, READERS)
  const { tellings } = tellingsOf(material)
  const refused = tellings.find(({ reader }) => reader === REFUSAL)
  if (refused === undefined || tellings.length > 1) return page
  const json = readJson(refused.raw)
  return { ...page, state: stateOf(wordOf(json?.['error_code'])), stateText: wordOf(json?.['error'])?.slice(0, 200) ?? page.stateText }
}

function stateOf(code: string | null): PageState {
  const meaning = code === null ? 'other' : meaningOf(code)
  return meaning === 'gone' ? 'deleted' : meaning === 'hidden' ? 'private' : 'unavailable'
}
