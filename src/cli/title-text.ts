// A title in a list on a screen or in a log: what looks like a person's number in it is covered. `show` and `preview` give the post as it is.
import { maskOf } from '../inspect/mask.ts'

/** What its own digits tell; a key of a platform (`wechat:…`) would look like somebody's address there. */
const mask = maskOf(new Set(['id-number', 'mobile-number', 'bank-card']))

/** A post without a title is known by the end of its key, mostly a file name. */
export function titleText(title: string | null, key = ''): string {
  return mask(title ?? key.split('/').at(-1) ?? key)
}
