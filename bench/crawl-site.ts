// A generated website of any size, a process of its own: sitemaps of 10,000 addresses and pages in the markup of government sites, made when
// they are asked for. Prints its address; ends with its parent.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const posts = Number(process.argv[2] ?? 2000)
const FILE = 10_000
const SENTENCE = '为进一步做好辖区居民健康服务工作,现将有关事项通知如下,请各村(社区)、各有关单位认真组织实施,确保各项工作落到实处。'
const NAV = Array.from({ length: 40 }, (_, n) => `<li><a href="/col${n}/index.html" title="栏目${n}">栏目名称${n}</a></li>`).join('\n')
const ASIDE = Array.from(
  { length: 12 },
  (_, n) => `<li><span>2023-06-${n + 10}</span><a href="/zwdt/${n}.html">全县第${n}次工作推进会议召开</a></li>`,
).join('\n')
const BODY = Array.from(
  { length: 8 },
  (_, n) => `<p style="text-align: justify; text-indent: 2em;"><span style="font-size: 16px;">${n + 1}.${SENTENCE}</span></p>`,
).join('\n')

function sitemapIndex(home: string): string {
  const files = Array.from({ length: Math.ceil(posts / FILE) }, (_, n) => `<sitemap><loc>${home}/sitemap-${n}.xml</loc></sitemap>`)
  return `<?xml version="1.0" encoding="UTF-8"?><sitemapindex>${files.join('')}</sitemapindex>`
}

function sitemap(home: string, file: number): string {
  const count = Math.min(FILE, posts - file * FILE)
  const rows = Array.from(
    { length: count },
    (_, n) => `<url><loc>${home}/zwdt/202306/t20230614_${file * FILE + n}.html</loc><lastmod>2023-06-14</lastmod></url>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?><urlset>${rows.join('\n')}</urlset>`
}

function page(n: string): string {
  return `<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>关于开展第${n}期健康服务的通知_青石县人民政府</title>
<meta name="SiteName" content="青石县人民政府"><meta name="SiteIDCode" content="3700000042"><meta name="ColumnName" content="通知公告">
<meta name="ArticleTitle" content="关于开展第${n}期健康服务的通知"><meta name="PubDate" content="2023-06-14 09:20"><meta name="ContentSource" content="县卫生健康局">
<script>var site = "<div>not this</div>"; function go() { return 1 < 2 }</script></head><body><div class="header"><ul class="nav">${NAV}</ul></div>
<div class="main"><div class="position">当前位置:<a href="/">首页</a> &gt; 通知公告</div><h1>关于开展第${n}期健康服务的通知</h1>
<div class="info"><span>发布时间:2023-06-14 09:20</span><span>来源:县卫生健康局</span></div><div class="detail-box">${BODY}
<p>见<a href="/zwdt/202306/t20230614_${Math.max(0, Number(n) - 30)}.html">上期通知</a>。</p></div></div>
<div class="side"><h3>相关信息</h3><ul>${ASIDE}</ul></div><div class="footer"><p>主办单位:青石县人民政府办公室</p><p>虚ICP备00000042号 网站标识码:3700000042</p></div></body></html>`
}

const server = createServer((request, response) => {
  const path = request.url ?? '/'
  const home = `http://${request.headers.host ?? ''}`
  const numbered = /_(\d+)\.html$/.exec(path)?.[1]
  const file = /^\/sitemap-(\d+)\.xml$/.exec(path)?.[1]
  response.setHeader('content-type', numbered === undefined ? 'application/xml' : 'text/html; charset=utf-8')
  if (numbered !== undefined) response.end(page(numbered))
  else if (file !== undefined) response.end(sitemap(home, Number(file)))
  else response.end(sitemapIndex(home))
}).listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
server.keepAliveTimeout = 60_000
process.stdin.on('end', () => process.exit(0)).resume()
