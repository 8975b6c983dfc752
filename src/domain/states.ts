// The words for where a post stands. Every other table of states (routes, console, reports) is built from this one.

/** One state of an item. `ends` = the item needs no more work; `waits` = only a person can move it on. */
interface StateWord {
  readonly zh: string
  readonly en: string
  readonly ends: boolean
  readonly waits: boolean
}

export const STATES = {
  discovered: { zh: '已登记', en: 'discovered', ends: false, waits: false },
  fetched: { zh: '已取回', en: 'fetched', ends: false, waits: false },
  normalized: { zh: '待审', en: 'waiting for review', ends: false, waits: true },
  returned: { zh: '已退回', en: 'returned', ends: false, waits: true },
  approved: { zh: '已签发', en: 'approved', ends: false, waits: false },
  published: { zh: '已发布', en: 'published', ends: false, waits: false },
  verified: { zh: '已核验', en: 'verified', ends: true, waits: false },
  held: { zh: '待处理', en: 'held', ends: false, waits: true },
  archived: { zh: '仅归档', en: 'archived only', ends: true, waits: false },
  excluded: { zh: '不迁移', en: 'not migrated', ends: true, waits: false },
  gone: { zh: '源已失', en: 'gone at the source', ends: true, waits: false },
  withdrawn: { zh: '已撤稿', en: 'withdrawn', ends: true, waits: false },
} as const satisfies Record<string, StateWord>

export type State = keyof typeof STATES
export const STATE_NAMES = Object.keys(STATES) as State[]
