// An address → the good answer that a web archive has for it, over the redirects in the archive; or why there is none. Never leaves the archive.
import { looseAddress } from './address.ts'
import { isGood } from './capture-index.ts'
import type { Found, Unreadable, WebArchive } from './web-archive.ts'

/** As browsers and crawlers do; a circle ends here too. */
const MOST_REDIRECTS = 10

export async function follow(archive: WebArchive, address: string): Promise<Found | Unreadable['why']> {
  let url = address
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    const loose = looseAddress(url)
    const found = loose === null ? null : await archive.findLoose(loose)
    if (found === null || 'why' in found) return found?.why ?? 'file-missing'
    const { status, location } = found.capture
    if (isGood(archive.index.entry(found.n))) return found
    if (location === null || status < 300 || status > 399) return 'file-missing'
    url = location
  }
  return 'file-missing'
}
