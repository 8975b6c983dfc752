// The forums' own addresses of stored files, which name no file (pages tell the real name beside the link), and what they answer to strangers.
import type { Had, MediaNeed } from '../page-media.ts'

/** Whether an address gives a file out of the forum's store. */
export function isDownload(address: string): boolean {
  return (
    /[?&]mod=attachment&(?:[^#]*&)?aid=/.test(address) ||
    /(?:^|\/)attachment\.php\?(?:[^#]*&)?aid=/.test(address) ||
    /(?:^|\/)job\.php\?(?:[^#]*&)?action=download\b/.test(address) ||
    /[?&]c=attach&a=download\b/.test(address)
  )
}

/** A forum answers with a page (log in, buy, wait) where a file is not for everyone: that page is not the file. */
export function guarded(look: (need: MediaNeed) => Promise<Had>): (need: MediaNeed) => Promise<Had> {
  return async (need) => {
    const had = await look(need)
    if (
      had.bytes === null ||
      !/^\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*<!doctype html)/i.test(Buffer.from(had.bytes.subarray(0, 300)).toString('latin1'))
    )
      return had
    return /\.html?(?:[?#]|$)/i.test(need.name) && !isDownload(need.name) ? had : { bytes: null, missing: 'attachment-locked' }
  }
}
