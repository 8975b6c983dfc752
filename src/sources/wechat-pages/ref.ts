// How fetch finds an article again, and what its lists said of it, as the ledger keeps it.
import type { Json } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { ListRow } from '../wechat-archive/rows.ts'

export interface WechatPagesRef {
  readonly key: string
  /** All keys that its links tell. */
  readonly keys: readonly string[]
  /** Addresses to ask, best first: clean, and as it was listed. */
  readonly asked: readonly (readonly [url: string, listed: string])[]
  readonly rows: readonly ListRow[]
}

/** Throws Failure `file-missing`. */
export function refOf(ref: Json): WechatPagesRef {
  const given = ref as unknown as Partial<WechatPagesRef> | null
  if (typeof given?.key === 'string' && [given.keys, given.asked, given.rows].every((list) => Array.isArray(list)))
    return given as WechatPagesRef
  throw new Failure('file-missing', both('该文的地址记录无法读取', 'the note where this post lies is not readable'))
}
