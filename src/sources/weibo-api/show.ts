// One post asked for alone: whole text, all pictures. Out: the status as the answer has it, or the platform's word that it is gone or shut.
import type { Api } from './api.ts'
import { listedOf, rawStatuses } from './list-page.ts'
import type { Listed } from './list-page.ts'
import type { WeiboApiOptions } from './options.ts'

/** `text`: what is to be kept; `listed`: null = gone, shut, or no post. */
export interface Shown {
  readonly text: string
  readonly listed: Listed | null
}

interface Asked {
  readonly id: string
  readonly patient?: boolean
}

export async function askShow(api: Api, which: WeiboApiOptions['api'], { id, patient = false }: Asked): Promise<Shown> {
  if (which === 'open') {
    const { text, refused } = await api.ask('/2/statuses/show.json', { id, isGetLongText: 1 }, patient)
    return { text, listed: refused === null ? listedOf(text) : null }
  }
  const { text, refused } = await api.ask('/2/statuses/show_batch/biz.json', { ids: id, isGetLongText: 1, show_more_pic: 1 }, patient)
  const [raw] = refused === null ? rawStatuses(text) : []
  return raw === undefined ? { text, listed: null } : { text: raw, listed: listedOf(raw) }
}
