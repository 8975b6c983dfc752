// The conformance kit of every target, on a real WordPress: with guiji's must-use plugin and without, and with addresses of the old kind.
import { afterAll, beforeAll, describe } from 'vitest'
import { targetKit } from '../kits/target-kit.ts'
import { openTarget } from '../kits/wordpress-target.ts'
import { startWordpress, wordpressHere, WORDPRESS_SKIPPED, type TestWordpress } from '../kits/wordpress.ts'

const NEVER_PUT = { remoteId: '987654', url: '/archives/987654/', digest: '' }
const SITES = [
  { name: 'with guiji’s plugin', plugin: true, plainAddresses: false, permalinks: '/%postname%/' },
  { name: 'without guiji’s plugin', plugin: false, plainAddresses: false, permalinks: '/archives/%post_id%/' },
  { name: 'without pretty addresses', plugin: true, plainAddresses: true, permalinks: '' },
]

describe.skipIf(!wordpressHere).each(SITES)(
  `a real WordPress $name${wordpressHere ? '' : ` — ${WORDPRESS_SKIPPED}`}`,
  ({ plugin, plainAddresses, permalinks }) => {
    let site: TestWordpress
    beforeAll(async () => {
      site = await startWordpress({ plugin, permalinks })
    })
    afterAll(async () => {
      await site.close()
    })
    targetKit('wordpress', async (kit) => await openTarget(site, kit, { options: { plugin, plainAddresses } }), NEVER_PUT)
  },
)
