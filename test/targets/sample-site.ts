// A small invented site with every kind of page, for looking at.
import { createHash } from 'node:crypto'
import sharp from 'sharp'
import type { Article, SiteEntry } from '../../src/domain/article.ts'
import type { StaticSiteOptions } from '../../src/targets/static-site/options.ts'
import type { TargetKind } from '../../src/targets/target.ts'
import { article, COLUMNS, digestOf, entry, kitFor, medium, PAPER, streamOf, uploadAll } from '../kits/target-kit.ts'

const TITLES = [
  '关于做好 2023 年秋冬季流感疫苗接种工作的公告',
  '青石县卫生健康局关于公布 2023 年度基层医疗卫生机构名单的通知',
  '我县召开基本公共卫生服务项目推进会',
  '高温天气预防中暑，这些要点请记牢',
  '关于开展适龄女性人乳头瘤病毒(HPV)疫苗免费接种的通告',
  '县医院开展“服务百姓健康行动”义诊活动',
  '青石县 2023 年公开招聘乡镇卫生院工作人员面试成绩公示',
  '食用野生蘑菇有风险，不采不买不吃',
]

const BODY = (
  picture: string,
): string => `<p>为做好今年秋冬季流感防控工作，保护群众身体健康，根据《中华人民共和国疫苗管理法》和省、市有关部署，现将我县流感疫苗接种有关事项公告如下。</p>
<h2>一、接种对象</h2>
<p>凡 6 月龄及以上且无接种禁忌的人员均可接种，<strong>优先推荐</strong>下列人群：</p>
<ul><li>医务人员，包括临床救治、公共卫生和卫生检疫人员；</li><li>60 岁及以上的老年人和患有慢性病的人群；</li><li>6—59 月龄儿童、孕妇，以及托幼机构、中小学校的教师和学生。</li></ul>
<figure><img src="asset:${picture}" alt="城关镇卫生院接种门诊的大厅，居民正在排队登记"><figcaption>城关镇卫生院接种门诊(9 月 14 日摄)</figcaption></figure>
<h2>二、接种时间和地点</h2>
<table><caption>各接种门诊安排</caption><thead><tr><th>接种门诊</th><th>地址</th><th>开诊时间</th><th>联系电话</th><th>可接种疫苗</th><th>备注</th></tr></thead><tbody>
<tr><td>城关镇卫生院</td><td>城关镇人民路 12 号</td><td>周一至周六 8:00—11:30</td><td>0000-7654321</td><td>三价、四价流感疫苗</td><td rowspan="2">请提前一天电话预约</td></tr>
<tr><td>河西社区卫生服务中心</td><td>河西街道滨河路 3 号</td><td>周一至周五 8:00—16:00</td><td>0000-7654322</td><td>三价流感疫苗</td></tr></tbody></table>
<h2>三、注意事项</h2>
<p>接种时请携带身份证或户口簿、预防接种证，接种后在留观区观察 30 分钟。更多知识见<a href="https://www.example.gov.cn/health/flu.html">流感防控专题</a>。</p>
<blockquote><p>温馨提示：发热或急性疾病期间应暂缓接种，康复后再到门诊咨询。</p></blockquote>
<p>特此公告。</p>`

export async function buildSampleSite(
  data: string,
  options: StaticSiteOptions,
  kind: TargetKind<StaticSiteOptions>,
): Promise<Record<string, string>> {
  const picture = await sharp({ create: { width: 900, height: 420, channels: 3, background: '#9fb8c9' } })
    .png()
    .toBuffer()
  const bytes = new Map([picture, PAPER].map((one) => [createHash('sha256').update(one).digest('hex'), one]))
  const target = await kind.open(options, kitFor(data, { asset: async (digest) => await Promise.resolve(bytes.get(digest) ?? PAPER) }))
  const media = [
    medium({ digest: digestOf(picture), width: 900, height: 420 }),
    medium({
      kind: 'file',
      role: 'attachment',
      digest: digestOf(PAPER),
      mediaType: 'application/pdf',
      bytes: 248_312,
      title: '青石县流感疫苗接种点一览表.pdf',
      alt: '',
    }),
  ]
  const all: SiteEntry[] = []
  for (let n = 0; n < 130; n += 1) {
    const one = sample(n, { html: BODY(digestOf(picture)), media })
    if (n === 0) await uploadAll(target, one)
    const put = await target.put(one, `wx:${n}`)
    all.push(entry(`wx:${n}`, put.url, { title: one.title, publishedAt: one.publishedAt, columnId: one.column.id, summary: one.summary }))
  }
  const gone = await target.put(sample(1, { html: '<p>x</p>', media: [] }), 'gone')
  await target.withdraw(gone, '测试')
  await target.finish(streamOf(all))
  await target.close()
  return {
    home: '/',
    article: all[4]?.url ?? '',
    archived: all[8]?.url ?? '',
    list: '/notice/2.html',
    search: `/search/?q=${encodeURIComponent('疫苗')}`,
    year: '/search/2023/',
    missing: '/nothing.html',
    withdrawn: gone.url,
  }
}

function sample(n: number, change: Partial<Article>): Article {
  const title = TITLES[n % TITLES.length] ?? ''
  return article({
    title: n < 8 ? title : `${title}(第 ${n} 号)`,
    publishedAt: new Date(Date.UTC(2023, 11, 14, 10, 2) - n * 6 * 86_400_000).toISOString(),
    column: COLUMNS[n % 8 === 2 || n % 8 === 5 ? 1 : n % 8 === 3 || n % 8 === 7 ? 2 : 0] ?? article().column,
    archived: n === 8,
    readMore: n === 8 ? 'https://www.example.gov.cn/health/original-notice.html' : null,
    origin: n === 8 ? { account: '健康中国', url: 'https://mp.weixin.qq.com/s/original' } : null,
    ...change,
  })
}
