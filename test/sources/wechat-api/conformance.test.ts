// The contract of every source, kept by `wechat-api` against the local server with something of everything in the account.
import { afterAll } from 'vitest'
import { wechatApi } from '../../../src/sources/wechat-api/index.ts'
import { onlineKit, sourceKit } from '../../kits/source-kit.ts'
import { picture, wechatServer } from '../../kits/wechat-server.ts'
import { message, messages, optionsFor } from './room.ts'

const server = await wechatServer({ published: messages(45), materials: [{ ...message(200, 2), id: 'media-200' }] })
const { account } = server
account.published[2]!.articles[0]!.content = `<p>有图。<img data-src="${server.url}/pic/1.png" src="data:image/gif;base64,AA=="/></p>`
account.published[3]!.articles[0]!.is_deleted = true
account.drafts = [{ ...message(300, 2), id: 'media-300' }]
account.library.voice = [{ media_id: 'voice-1', name: '广播.mp3', update_time: 1_600_000_000 }]
account.library.video = [{ media_id: 'video-1', name: '短片.mp4', update_time: 1_600_000_000 }]
account.files = new Map<string, Buffer | Record<string, unknown>>([
  ['voice-1', picture('voice')],
  ['video-1', { title: '短片', description: '', down_url: `${server.url}/pic/film` }],
])
account.temporary = new Map([['map', picture('map')]])
account.selfmenu = { is_menu_open: 1, selfmenu_info: { button: [{ name: '地图', type: 'img', value: 'map' }] } }
account.comments = new Map([['2247480000_1', [{ openid: 'o', content: 'x', comment_type: 0 }]]])
server.limits.clear()

const kit = onlineKit('/', [server.host], { env: { GUIJI_SECRET_WECHAT: account.secret } })
afterAll(async () => {
  await kit.close()
  await server.close()
})

sourceKit({
  name: 'an account of everything',
  kind: wechatApi,
  options: optionsFor(server, {
    materials: true,
    drafts: true,
    functions: true,
    comments: true,
    statistics: true,
    library: ['image', 'voice', 'video'],
  }),
  kit,
})
