// The contract of all sources, kept by weibo-api on an account of a server that acts as the Weibo API.
import { afterAll } from 'vitest'
import { weiboApi } from '../../../src/sources/weibo-api/index.ts'
import { weiboApiOptions } from '../../../src/sources/weibo-api/options.ts'
import { madePost } from '../../kits/made-accounts/weibo-posts.ts'
import { onlineKit, sourceKit } from '../../kits/source-kit.ts'
import { startWeiboApi } from '../../kits/weibo-api.ts'

const posts = Array.from({ length: 40 }, (_, n) => madePost(2, n, 40))
const api = await startWeiboApi(posts)
api.deleted.set(posts[7]?.mid ?? '', '20101')
const kit = onlineKit(import.meta.dirname, [api.host], { env: { GUIJI_SECRET_WEIBO: api.token } })
afterAll(async () => {
  await kit.close()
  await api.close()
})

sourceKit({
  name: 'an account of the Weibo API',
  kind: weiboApi,
  options: weiboApiOptions.parse({ uid: '3053400001', token: { env: 'GUIJI_SECRET_WEIBO' }, address: api.url }),
  kit,
})
