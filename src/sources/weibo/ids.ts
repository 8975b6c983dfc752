// The numbers of Weibo: a post's mid and its base62 form, the time inside a mid, who a picture belongs to, and the keys and addresses of a
// post. Pure arithmetic and patterns; nothing is looked up.
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** `4645748019299849` → `Kjc77D1jz`: seven digits at a time from the right become four characters. Null for what is no number. */
export function bidOf(mid: string): string | null {
  if (!/^[1-9]\d{5,18}$/.test(mid)) return null
  let bid = ''
  for (let end = mid.length; end > 0; end -= 7) {
    const piece = base62(Number(mid.slice(Math.max(0, end - 7), end)))
    bid = (end > 7 ? piece.padStart(4, '0') : piece) + bid
  }
  return bid
}

/** `Kjc77D1jz` → `4645748019299849`. Null for what is no base62 word of that length. */
export function midOf(bid: string): string | null {
  if (!/^[0-9a-zA-Z]{5,12}$/.test(bid)) return null
  let mid = ''
  for (let end = bid.length; end > 0; end -= 4) {
    const piece = number62(bid.slice(Math.max(0, end - 4), end))
    if (piece > 9_999_999) return null
    mid = (end > 4 ? String(piece).padStart(7, '0') : String(piece)) + mid
  }
  return /^[1-9]\d{5,18}$/.test(mid) ? mid : null
}

function base62(number: number): string {
  let word = ''
  for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) word = (DIGITS[rest % 62] ?? '') + word
  return word === '' ? '0' : word
}

function number62(word: string): number {
  let number = 0
  for (const digit of word) number = number * 62 + DIGITS.indexOf(digit)
  return number
}

/** A mid or a bid as it stands in an address → the mid. Ten digits and more are a number: no bid is that long. */
export function numberOf(word: string): string | null {
  return /^\d{10,19}$/.test(word) ? word : midOf(word)
}

/** Seconds since 1970 at which the platform gave out this mid (within four seconds); null for numbers that hold no time. */
export function secondsOf(mid: string): number | null {
  return /^[3-5]\d{15}$/.test(mid) ? Number(BigInt(mid) >> 22n) + 515_483_463 : null
}

/** The account that uploaded a picture: in base62 behind `00`, else hex. Null for what is no picture id. */
export function ownerOf(pid: string): string | null {
  if (!/^[0-9A-Za-z]{20,}$/.test(pid)) return null
  const head = pid.slice(0, 8)
  if (head.startsWith('00')) return String(number62(head.slice(2)))
  return /^[0-9a-f]{8}$/i.test(head) ? String(Number.parseInt(head, 16)) : null
}

/** The picture id in an address or a file name: `https://wx1.sinaimg.cn/large/006QZngZly1….jpg`. Null when there is none. */
export function pidOf(address: string): string | null {
  const stem = /([^/\\]+?)(?:\.\w{2,5})?(?:[?#].*)?$/.exec(address)?.[1] ?? ''
  return ownerOf(stem) === null ? null : stem
}

/** The key of a post for ever. */
export function keyOf(uid: string, mid: string): string {
  return `weibo:${uid}:${mid}`
}

/** What addresses without the account's number lead to; every post has it as an alias. */
export function midKey(mid: string): string {
  return `weibo:mid:${mid}`
}

/** An article or a video has an address of its own, which leads to the post that carries it. */
export function objectKey(id: string): string {
  return `weibo:object:${bareObject(id)}`
}

/** `1022:2309404…` and `2309404…` are one article. */
export function bareObject(id: string): string {
  return id.replace(/^1022:/, '')
}

/** Whether two keys are of one account; null when one does not tell. */
export function sameAccount(a: string, b: string): boolean | null {
  const [one, other] = [a, b].map((key) => /^weibo:(\d+):/.exec(key)?.[1])
  return one === undefined || other === undefined ? null : one === other
}

/** The addresses of a post, the usual one first. */
export function addressesOf(key: string): readonly string[] {
  const [, uid, mid] = /^weibo:(\d+):(\d+)$/.exec(key) ?? []
  if (uid === undefined || mid === undefined) return []
  const bid = bidOf(mid)
  const short = bid === null ? [] : [`https://weibo.com/${uid}/${bid}`]
  const shortTouch = bid === null ? [] : [`https://m.weibo.cn/status/${bid}`, `https://weibo.cn/comment/${bid}`]
  return [
    ...short,
    `https://weibo.com/${uid}/${mid}`,
    `https://m.weibo.cn/status/${mid}`,
    `https://m.weibo.cn/detail/${mid}`,
    `https://m.weibo.cn/${uid}/${mid}`,
    ...shortTouch,
  ]
}
