// What one saved page says: the shape between the readers of the two platforms and the rest of this source.
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Dated, Page, PageMedia, PageState, PostKind, Remark } from '../../domain/page.ts'

export interface Reading {
  readonly platform: 'toutiao' | 'baijiahao'
  readonly state: PageState
  readonly stateText: string | null
  readonly keys: readonly string[]
  readonly url: string | null
  readonly kind: PostKind
  readonly title: string | null
  readonly account: string | null
  readonly published: Dated
  readonly modified: Dated
  readonly summary: string | null
  readonly topics: readonly string[]
  readonly body: Page['body']
  readonly media: readonly PageMedia[]
  readonly remarks: readonly Remark[]
  readonly facts: Page['facts']
}

export function emptyReading(platform: Reading['platform'], url: string | null): Reading {
  return {
    platform,
    state: 'ok',
    stateText: null,
    keys: [],
    url,
    kind: 'article',
    title: null,
    account: null,
    published: UNKNOWN_DATE,
    modified: UNKNOWN_DATE,
    summary: null,
    topics: [],
    body: { text: '' },
    media: [],
    remarks: [],
    facts: {},
  }
}

export function coverOf(address: string | null): readonly PageMedia[] {
  const ref = address?.trim() ?? ''
  return ref === '' ? [] : [{ kind: 'image', ref, role: 'cover' }]
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
