// What is known of an account beside its posts: how much the platform says there is, and what it offered to people. Shapes only.

/**
 * How many posts somebody says the account has: the evidence that completeness is measured by. Never taken for a fact: platforms count hidden,
 * deleted and repeated posts differently, so a difference is a finding by date, kind or id, not an error.
 */
export interface Claim {
  /** Who says it, without personal data: the call or the file. */
  readonly by: string
  /** What is counted: `all`; `year` 2021; `month` 2021-05; `day` 2021-05-31 (Beijing time); `kind` one of POST_KINDS; `post` = one post by its key. */
  readonly scope: 'all' | 'year' | 'month' | 'day' | 'kind' | 'post'
  /** The value of the scope; '' for `all`; for `post` its key as in `Discovered.key`. */
  readonly of: string
  readonly count: number
  /** What the count counts, when it is not posts one by one: `messages` (one may hold eight articles), `pictures`. */
  readonly unit: 'posts' | 'messages' | 'pictures'
}

/** One thing the account did for people beside its posts: a menu entry, an automatic answer, a mini-program (服务功能). */
export interface ServiceFunction {
  /** The same at every reading of the same thing: kind and place or address, never the words. */
  readonly key: string
  readonly kind: 'menu' | 'auto-reply' | 'mini-program' | 'link' | 'entry'
  /** As people saw it: the words of the menu entry, the keyword. */
  readonly name: string
  /** The menu it is under, the rule it belongs to. */
  readonly under: string | null
  /** Web address, or `appid/path` of a mini-program; null for what only answers with words. */
  readonly address: string | null
  /** The words it answers with, plain text. */
  readonly answer: string | null
  /** Where it was read. */
  readonly by: string
}
