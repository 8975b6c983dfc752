// Which of several tellings of one post is the best copy: read, whole, a page before an interface's answer before a list, the later edition.
import type { Page } from '../../domain/page.ts'

/** All that decides. */
export interface Standing {
  readonly ok: boolean
  readonly full: boolean
  readonly cut: boolean
  /** How near to what readers saw. */
  readonly rank: number
  readonly edited: string
}

/** Codes by which a source says that its copy of the text is not whole or not sure. */
const CUT: ReadonlySet<string> = new Set(['file-truncated', 'charset-doubt', 'text-cut', 'text-maybe-cut', 'markup-limit', 'truncated'])

const RANK = { page: 3, api: 2, list: 1, lesser: 0 } as const

export function standingOf(page: Page, { of, hasPage }: { readonly of: string; readonly hasPage: boolean }): Standing {
  const has = (codes: ReadonlySet<string>): boolean => page.remarks.some(({ code }) => codes.has(code))
  return {
    ok: page.state === 'ok',
    full: isWhole(page),
    cut: has(CUT),
    rank: RANK[rankOf(page, { of, hasPage })],
    edited: page.modified.value ?? '',
  }
}

function rankOf(page: Page, { of, hasPage }: { readonly of: string; readonly hasPage: boolean }): keyof typeof RANK {
  if (page.remarks.some(({ code }) => code === 'lesser-copy')) return 'lesser'
  if (/-api(?:#\d+)?$/.test(of)) return 'api'
  if (hasPage) return 'page'
  return page.published.provenance === 'api' ? 'api' : 'list'
}

/** The post itself, with something to show. */
export function isWhole({ state, body, media }: Page): boolean {
  const shows = ('html' in body ? body.html : body.text).trim() !== '' || media.some(({ role }) => role === 'body')
  return state === 'ok' && shows
}

/** Best first; of equals the one that stands first in the list of sources. */
export function bestFirst(a: Standing, b: Standing): number {
  return (
    Number(b.ok) - Number(a.ok) ||
    Number(b.full) - Number(a.full) ||
    Number(a.cut) - Number(b.cut) ||
    b.rank - a.rank ||
    (a.edited < b.edited ? 1 : a.edited > b.edited ? -1 : 0)
  )
}

export function bestOf<One extends Standing>(standings: readonly One[]): One | null {
  return standings.toSorted(bestFirst)[0] ?? null
}
