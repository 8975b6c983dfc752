// A made WeChat Official Account as an exporter leaves it: the console's list of what was published, and a folder for every post with its page
// and pictures. In: a seed and a number. Out: files below a folder, and what a reader must get out of each post.
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { madePicture } from './picture.ts'
import { randomOf } from './random.ts'

const BIZ = 'OTkwMDAwMDA5OQ=='
const NAME = '青石服务'

export interface MadeArticle {
  readonly n: number
  readonly mid: number
  readonly seconds: number
  readonly title: string
  readonly kind: 'article' | 'reprint'
  readonly paragraphs: readonly string[]
  /** Names in the post's folder. */
  readonly pictures: readonly string[]
  readonly links: readonly string[]
}

const SENTENCES = [
  '为方便群众办事,县政务服务中心自下月起调整窗口设置,现将有关事项通知如下。',
  '请各村(社区)做好宣传动员,确保符合条件的居民应办尽办。',
  '办理时请携带本人身份证件原件,委托他人办理的应出具委托书。',
  '咨询时间为工作日上午八时三十分至十二时,下午二时至五时三十分。',
]

export function madeArticle(seed: number, n: number): MadeArticle {
  const random = randomOf(seed + 1000, n)
  return {
    n,
    mid: 2_650_000_000 + n,
    seconds: 1_420_000_000 + n * 30_000,
    title: `关于第 ${n} 期便民服务安排的通知`,
    kind: random.chance(0.1) ? 'reprint' : 'article',
    paragraphs: Array.from({ length: 4 + random.below(8) }, (_, at) => `${at + 1}. ${random.one(SENTENCES)}(${n}-${at})`),
    pictures: Array.from({ length: random.below(4) }, (_, at) => `assets/${at + 1}.jpg`),
    links: random.chance(0.3) ? [`https://www.qingshi.gov.cn/service/${n}.html?from=wechat&id=${n}`] : [],
  }
}

export interface ArticleTruth {
  /** As the platform's address names it. */
  readonly key: string
  readonly date: string
  readonly title: string
  readonly kind: MadeArticle['kind']
  readonly pictures: readonly string[]
  readonly links: readonly string[]
  readonly words: string
}

export function articleTruth(article: MadeArticle): ArticleTruth {
  const { title, kind, pictures, links, paragraphs, seconds, mid } = article
  return {
    key: `wechat:${BIZ}:${mid}:1`,
    date: `${new Date((seconds + 8 * 3600) * 1000).toISOString().slice(0, 19)}+08:00`,
    title,
    kind,
    pictures,
    links,
    words: paragraphs.join('').replaceAll(/\s/g, ''),
  }
}

const PER_PAGE = 20

/** Writes `posts` posts below `folder`; the same seed and number give the same bytes. */
export async function writeWechat(folder: string, { seed, posts }: { readonly seed: number; readonly posts: number }): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const list = createWriteStream(join(folder, 'list.ndjson'))
  for (let from = 0; from < posts; from += PER_PAGE) {
    const page = Array.from({ length: Math.min(PER_PAGE, posts - from) }, (_, at) => madeArticle(seed, from + at))
    if (!list.write(`${JSON.stringify(listPage(page, posts))}\n`)) await once(list, 'drain')
    for (const article of page) writePost(join(folder, `post-${article.n}`), article)
  }
  await new Promise((done) => void list.end(done))
}

function writePost(folder: string, article: MadeArticle): void {
  mkdirSync(article.pictures.length > 0 ? join(folder, 'assets') : folder, { recursive: true })
  for (const [at, name] of article.pictures.entries()) writeFileSync(join(folder, name), madePicture(article.n, at))
  writeFileSync(join(folder, 'index.html'), pageOf(article))
}

function addressOf({ mid, n }: MadeArticle): string {
  return `http://mp.weixin.qq.com/s?__biz=${BIZ}&mid=${mid}&idx=1&sn=${n.toString(16).padStart(32, '0')}`
}

/** An answer of the console's 发表记录: JSON in JSON. */
function listPage(articles: readonly MadeArticle[], total: number): object {
  const messages = articles.map((article) => ({
    publish_type: 1,
    publish_info: JSON.stringify({
      type: 9,
      msgid: article.mid,
      sent_info: { time: article.seconds, func_flag: 0, is_send_all: true, is_published: 1 },
      appmsgex: [
        {
          aid: `${article.mid}_1`,
          appmsgid: article.mid,
          itemidx: 1,
          title: article.title,
          link: addressOf(article),
          create_time: article.seconds,
          update_time: article.seconds,
          copyright_type: article.kind === 'reprint' ? 2 : 0,
          is_deleted: false,
        },
      ],
    }),
  }))
  return { base_resp: { ret: 0, err_msg: 'ok' }, publish_page: JSON.stringify({ total_count: total, publish_list: messages }) }
}

function pageOf(article: MadeArticle): string {
  const { title, mid, seconds, paragraphs, pictures, links, kind } = article
  const address = addressOf(article).replaceAll('&', '&amp;')
  const images = pictures.map(
    (name) =>
      `<p style="text-align: center;"><img class="rich_pages wxw-img" data-ratio="0.625" data-src="./${name}" data-w="320" src="./${name}" alt="配图"></p>`,
  )
  const anchors = links.map((url) => `<p><a href="${url.replaceAll('&', '&amp;')}">办事指南</a></p>`)
  return `<!DOCTYPE html><html><head><meta charset="utf-8"><title></title>
<meta property="og:title" content="${title}"><meta property="og:url" content="${address}">
<script>var biz = "${BIZ}"; var mid = "${mid}"; var idx = "1"; var ct = "${seconds}"; var nickname = htmlDecode("${NAME}"); var user_name = "gh_made00000001";
var _copyright_stat = "${kind === 'reprint' ? 2 : 0}"; var msg_title = '${title}'.html(false); var msg_link = "${address}";</script></head>
<body id="activity-detail"><div id="js_article" class="rich_media"><h1 class="rich_media_title" id="activity-name">${title}</h1>
<a id="js_name">${NAME}</a><em id="publish_time"></em><div class="rich_media_content" id="js_content" style="visibility: hidden; opacity: 0;">
${paragraphs.map((one) => `<p style="line-height: 1.75em;"><span style="font-size: 16px;">${one}</span></p>`).join('\n')}
${[...images, ...anchors].join('\n')}
</div></div></body></html>`
}
