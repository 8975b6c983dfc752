// One change of one item: what it was, what it becomes, what is written with it, and the audit event that tells it.
import type { Asset } from './asset.ts'
import type { Finding } from './findings.ts'
import type { Json } from './archive.ts'
import type { PostFacts } from './post-facts.ts'
import type { ServiceUse } from './functions.ts'
import type { State } from './states.ts'

/** `kind` is `item.<participle>`; facts hold ids, digests, codes and states: never scraped text or personal data. */
export interface Event {
  readonly kind: string
  readonly actor: string
  readonly facts?: Readonly<Record<string, Json>>
}

/** A stored part in a capture, without its bytes. */
export interface CapturePart {
  readonly role: 'page' | 'row' | 'media'
  readonly name: string
  readonly also: readonly string[]
  readonly digest: string | null
  readonly missing: string | null
  readonly asset: Asset | null
}

/** Columns of the item that the change sets. Absent = as it was; failure, held_from, not_before and attempts are cleared by default. */
interface Patch {
  readonly title?: string
  readonly kind?: string
  readonly published_at?: string | null
  readonly column_id?: string | null
  readonly capture?: number
  readonly revision?: number
  readonly draft_digest?: string
  readonly priority?: number
  readonly failure?: string
  readonly failure_about?: string
  readonly held_from?: State
  /** ISO time. */
  readonly not_before?: string
  readonly attempts?: number
}

export interface Change {
  readonly item: string
  readonly job: string
  readonly run: string | null
  readonly from: State
  /** The ticket's epoch; null when a person acts, which makes every ticket of the item void. */
  readonly epoch: number | null
  /** For a person: the epoch of the item they looked at; if it has moved on since, nothing is changed. */
  readonly seen?: number
  readonly to: State
  readonly events: readonly Event[]
  readonly patch: Patch
  readonly assets?: readonly Asset[]
  readonly capture?: {
    readonly n: number
    readonly version: string
    readonly digest: string
    readonly parts: readonly CapturePart[]
    readonly bytes: number
  }
  readonly draft?: {
    readonly revision: number
    readonly digest: string
    readonly capture: number
    readonly made_by: string
    readonly counts: Json
  }
  readonly findings?: readonly Finding[]
  readonly links?: readonly { readonly url: string; readonly keys: readonly string[] }[]
  /** What the platform counted of the post, and what is in it: for the assessment of the account. */
  readonly facts?: PostFacts
  /** Services that the newest draft leads to; an empty list takes away earlier ones. */
  readonly services?: readonly ServiceUse[]
  readonly review?: {
    readonly revision: number | null
    readonly draft_digest: string | null
    readonly decision: string
    readonly by: string
    readonly reason: string | null
  }
  /** Personal data of these kinds is masked in every draft of the post from now on. */
  readonly mask?: { readonly codes: readonly string[]; readonly by: string; readonly reason: string }
  readonly publication?: {
    readonly target: string
    readonly remote_id?: string
    readonly url?: string
    readonly payload_digest?: string
    readonly revision?: number
    /** What the site's lists are ordered by: the original publish time. */
    readonly title?: string
    readonly sort_at?: string
    readonly column_id?: string
    readonly verified?: boolean
    /** Only while this fence is the newest. */
    readonly fence?: string
    /** What readers met, by meaning. */
    readonly live_digest?: string
    readonly withdrawn?: boolean
    /** An editor's words stand by a person's decision. */
    readonly kept?: boolean
  }
  /** Calls to relink, up to the number the item carried when it was loaded, that this change has answered. */
  readonly relinked?: number
  /** Where each own link leads now; null = nowhere yet. */
  readonly addresses?: readonly { readonly url: string; readonly address: string | null }[]
}
