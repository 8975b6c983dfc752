// The source of the crawl bench: the real `web-pages` over the real client, with nothing that holds it back.
import { NO_MEMORY } from '../src/ledger/web-memory.ts'
import { openNet } from '../src/net/client.ts'
import { shortKeep } from '../src/source-keep.ts'
import type { Source, SourceKit } from '../src/sources/source.ts'
import { webPages } from '../src/sources/web-pages/index.ts'

const MOST_BYTES = 64 * 1024 * 1024

export async function openCrawl(home: string, atOnce: number): Promise<{ readonly source: Source; readonly close: () => Promise<void> }> {
  const { host } = new URL(home)
  const net = openNet({ hosts: [host], requestsPerSecond: 1_000_000, perHost: atOnce, maxBytes: MOST_BYTES, allowPrivate: [host] })
  const kit: SourceKit = {
    get: net.get,
    mayGet: net.mayGet,
    base: '/',
    memory: NO_MEMORY,
    limits: { fileBytes: MOST_BYTES, inflatedBytes: MOST_BYTES },
    yaml: () => {
      throw new Error('no file is read')
    },
    secret: () => {
      throw new Error('no secret is read')
    },
    ...shortKeep(),
  }
  const source = await webPages.open(webPages.options.parse({ sitemap: [`${home}/sitemap.xml`] }), kit)
  const close = async (): Promise<void> => {
    await source.close()
    await net.close()
  }
  return { source, close }
}
