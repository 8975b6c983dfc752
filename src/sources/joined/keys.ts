// Which key of several names a post best, and which names nothing but a place. Keys are taken as they are; none is made up but for places.

/** By its file or place in one archive: says nothing in another archive, so it joins nothing. */
const PLACE = /^[\w-]+:(?:[^/]*:)?(?:file|place):/

export function isPlace(key: string): boolean {
  return PLACE.test(key)
}

/** The platform's numbers, then addresses and other ids, then short links, then places; of equals the first by its letters. */
export function keyOrder(a: string, b: string): number {
  return weight(a) - weight(b) || (a < b ? -1 : a > b ? 1 : 0)
}

function weight(key: string): number {
  if (isPlace(key)) return 3
  if (/^[\w-]+:s:/.test(key)) return 2
  return /:\d+$/.test(key) ? 0 : 1
}

/** Two archives may hold a file of one name. The first source of the list keeps its keys as they are when it stands alone. */
export function placedIn(key: string, member: number): string {
  return member > 0 && isPlace(key) ? `${key}@${member + 1}` : key
}
