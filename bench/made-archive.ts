// A made-up WeChat archive of any size, in an exporter's folders: 3 KB posts with two pictures and three links each.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'

const BIZ = 'OTkwMDAwMDA4OA=='
/** Common characters: texts of them look like texts, and no two posts read alike. */
const CHARACTERS =
  '为进步做好居民健康服务工作现将有关事项通知如下请各村社区单位认真组织实施确保落到处近期天气变化注意饮食安全及时就医定期体检增强锻炼保持通风勤洗手戴口罩少聚集乡镇卫生院开设门诊接种疫苗预约登记办理流程材料窗口时间地点电话咨询网络平台在线申请审核公示名单监督举报意见建议反馈结果情况说明总结计划目标任务责任制度管理规范标准质量检查整改提升水平能力建设发展'

function sentence(n: number, paragraph: number): string {
  let seed = Math.imul(n * 31 + paragraph, 0x9e3779b1) >>> 0
  const words = Array.from({ length: 28 }, (_, at) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return (CHARACTERS[(seed >>> 16) % CHARACTERS.length] ?? '') + (at % 10 === 9 ? ',' : '')
  })
  return `为进一步做好辖区居民健康服务工作,${words.join('')}请各村(社区)、各有关单位落到实处。`
}

/** Writes `posts` posts below `folder`; the same number gives the same bytes. */
export async function makeArchive(folder: string, posts: number, pictures: 0 | 1 | 2 = 2): Promise<void> {
  const picture = await sharp({
    create: { width: 320, height: 200, channels: 3, background: '#3a7ca5', noise: { type: 'gaussian', mean: 128, sigma: 20 } },
  })
    .jpeg({ quality: 60 })
    .toBuffer()
  for (let n = 1; n <= posts; n++) {
    const post = join(folder, `post-${n}`)
    mkdirSync(join(post, 'assets'), { recursive: true })
    for (let at = 1; at <= pictures; at++) writeFileSync(join(post, 'assets', `${at}.jpg`), marked(picture, n * 2 + at))
    writeFileSync(join(post, 'index.html'), page(n, pictures))
  }
}

/** Another picture by the density in a JFIF head, whole and valid, with nothing in it that must go: no two posts share one. */
function marked(jpeg: Buffer, n: number): Buffer {
  const head = Buffer.from([0xff, 0xe0, 0, 16, ...Buffer.from('JFIF\0'), 1, 2, 0, 0, 0, 0, 0, 0, 0])
  head.writeUInt16BE((n >> 8) + 1, 12)
  head.writeUInt16BE((n & 255) + 1, 14)
  return Buffer.concat([jpeg.subarray(0, 2), head, jpeg.subarray(2)])
}

function address(n: number): string {
  return `http://mp.weixin.qq.com/s?__biz=${BIZ}&amp;mid=${2_650_000_000 + n}&amp;idx=1&amp;sn=${n.toString(16).padStart(32, '0')}`
}

function page(n: number, pictures: number): string {
  const at = 1_500_000_000 + n * 3600
  const paragraphs = Array.from(
    { length: 12 },
    (_, p) => `<p style="line-height: 1.75em;"><span style="font-size: 16px;">${p + 1}. ${sentence(n, p)}</span></p>`,
  )
  const image = (p: number) =>
    `<p style="text-align: center;"><img class="rich_pages wxw-img" data-ratio="0.625" data-src="./assets/${p}.jpg" data-w="320" src="./assets/${p}.jpg" alt="第${p}张"></p>`
  const links = [
    `<p><a href="${address(Math.max(1, n - 30))}" data-linktype="2">上月通知</a></p>`,
    `<p><a href="https://www.example.gov.cn/policy/${n}.html">政策原文</a> <a href="https://www.example.gov.cn/form/${n}">办事指南</a></p>`,
  ]
  return `<!DOCTYPE html><html><head><meta charset="utf-8"><title></title>
<meta property="og:title" content="关于开展第 ${n} 期健康服务的通知"><meta property="og:url" content="${address(n)}">
<script>var biz = "${BIZ}"; var mid = "${2_650_000_000 + n}"; var idx = "1"; var ct = "${at}"; var nickname = htmlDecode("青石健康"); var user_name = "gh_bench0000000";
var msg_title = '关于开展第 ${n} 期健康服务的通知'.html(false); var msg_link = "${address(n)}";</script></head>
<body id="activity-detail"><div id="js_article" class="rich_media"><h1 class="rich_media_title" id="activity-name">关于开展第 ${n} 期健康服务的通知</h1>
<a id="js_name">青石健康</a><em id="publish_time"></em><div class="rich_media_content" id="js_content" style="visibility: hidden; opacity: 0;">
${paragraphs.slice(0, 6).join('\n')}${pictures > 0 ? image(1) : ''}${paragraphs.slice(6).join('\n')}${pictures > 1 ? image(2) : ''}${links.join('\n')}
</div></div></body></html>`
}
