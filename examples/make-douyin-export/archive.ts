// The files of the example: the videos of an invented account 青石发布 as an office keeps them, with the oddities that such folders have.
import { png } from '../make-web-archive/records.ts'
import { sheet } from '../make-wechat-pages/sheet.ts'
import { epochOf } from '../make-wechat-pages/words.ts'
import { film } from './film.ts'

const id = (n: number): string => `72031400112233${String(44000 + n * 37)}`

export function makeFiles(): ReadonlyMap<string, Buffer> {
  return new Map<string, Buffer>([
    ['README.md', Buffer.from(README)],
    ['作品数据/作品列表.json', Buffer.from(`${JSON.stringify(platform(), null, 2)}\n`)],
    ['作品数据/补充.ndjson', Buffer.from(`${flat().join('\n')}\n`)],
    ['视频清单.xlsx', sheet(table())],
    [`视频/${id(1)}.mp4`, film([150, 90, 160])],
    [`视频/${id(1)}_cover.png`, png(360, 240, [190, 120, 60])],
    [`视频/2023-02-18 10.15.00_春灌_${id(2)}/视频.mp4`, film([120, 150, 90])],
    [`视频/2023-02-18 10.15.00_春灌_${id(2)}/封面.png`, png(360, 240, [90, 140, 90])],
    [`图文/${id(3)}_1.png`, png(300, 400, [200, 160, 120])],
    [`图文/${id(3)}_2.png`, png(300, 400, [120, 160, 200])],
    [`图文/${id(3)}_10.png`, png(300, 400, [160, 120, 200])],
    [`视频/${id(4)}.mp4`, film([170, 110, 140])],
    ['视频/青石县图书馆周末夜场开放啦一起来看书.mp4', film([140, 130, 100])],
    ['视频/青石县图书馆周末夜场开放啦一起来看书_封面.png', png(360, 240, [140, 110, 80])],
    [`视频/${id(6)}.mp4`, film([130, 120, 130])],
    ['视频/消防演练.mp4', film([110, 90, 180])],
    [`视频/${id(11)}.mp4`, film([160, 140, 120])],
    ['视频/片花_未发布.mp4', film([180, 128, 128])],
    ['头像.png', png(120, 120, [80, 80, 80])],
  ])
}

interface Told {
  readonly n: number
  readonly at: string
  readonly desc: string
  readonly topics?: readonly string[]
  readonly images?: number
}

/** As the platform's own pages get it and tools keep it. */
function platform(): object {
  const posts: readonly Told[] = [
    {
      n: 1,
      at: '2023-02-10 09:00',
      desc: '青石县政务服务大厅周六照常上班!办事不用请假。\n地址:青石县城关街道人民路1号。 #青石发布 #政务服务',
      topics: ['青石发布', '政务服务'],
    },
    { n: 2, at: '2023-02-18 10:15', desc: '青石水库开闸放水,全县春灌开始了。 #春耕', topics: ['春耕'] },
    { n: 3, at: '2023-03-05 16:30', desc: '学雷锋日,志愿者走进社区。一起看看这些瞬间。 #志愿服务', topics: ['志愿服务'], images: 3 },
    { n: 4, at: '2023-03-20 08:00', desc: '森林防火期,请勿携带火种进山。', topics: [] },
  ]
  return { status_code: 0, has_more: 0, max_cursor: 0, aweme_list: posts.map(aweme) }
}

function aweme({ n, at, desc, topics = [], images = 0 }: Told): object {
  const address = (kind: string): object => ({ uri: `v0${n}`, url_list: [`https://v3-web.douyinvod.example/${kind}/${id(n)}?expire=1`] })
  return {
    aweme_id: id(n),
    desc,
    create_time: epochOf(at),
    aweme_type: images > 0 ? 68 : 0,
    author: { uid: '100200300', nickname: '青石发布' },
    text_extra: topics.map((hashtag_name) => ({ hashtag_name, type: 1 })),
    statistics: { digg_count: 120 + n, comment_count: 8, collect_count: 5, share_count: 12, play_count: 5300 + n },
    images:
      images === 0 ? null : Array.from({ length: images }, (_, p) => ({ url_list: [`https://p3.douyinpic.example/${id(n)}-${p}.webp`] })),
    video: { play_addr: address('play'), cover: address('cover'), duration: 2000, height: 64, width: 96 },
    status: { is_delete: false, private_status: 0, is_prohibited: false },
    share_url: `https://www.iesdouyin.com/share/video/${id(n)}/?region=CN`,
  }
}

/** One object a line, with milliseconds; the last line broke off. */
function flat(): readonly string[] {
  return [
    JSON.stringify({
      aweme_id: id(11),
      desc: '青石县第十届柑橘节明天开幕',
      create_time: epochOf('2023-11-10 18:00') * 1000,
      nickname: '青石发布',
      liked_count: '1.2万',
      cover: '封面/没有.png',
    }),
    `{"aweme_id": "${id(12)}", "desc": "柑橘`,
  ]
}

function table(): readonly (readonly string[])[] {
  const row = (
    n: number,
    words: string,
    at: string,
    more: { id?: string; file?: string; link?: string; status?: string } = {},
  ): readonly string[] => [
    String(n),
    more.id ?? id(n),
    words,
    at,
    more.file ?? '',
    more.link ?? '',
    more.status ?? '公开',
    `#${1000 + n}`,
    `#${30 + n}`,
  ]
  return [
    ['青石县融媒体中心抖音号“青石发布”作品清单', '', '', '', '', '', '', '', ''],
    ['序号', '视频ID', '标题/文案', '发布时间', '文件名', '作品链接', '状态', '播放量', '点赞数'],
    row(4, '森林防火期,请勿携带火种进山。', '2023-03-21 08:00'),
    row(5, '青石县图书馆周末夜场开放啦,一起来看书! #全民阅读', '2023-04-23 19:30'),
    // nineteen digits in a number: the last four are lost, the link has them
    row(6, '端午假期出行提示:县道X301线滨河段半幅施工。', '2023-06-20 17:00', {
      id: `#${id(6).slice(0, 15)}0000`,
      link: `https://www.douyin.com/video/${id(6)}`,
    }),
    row(7, '消防演练:遇到火情怎么办?', '2023-07-11 10:00', { id: '', file: '消防演练.mp4' }),
    row(8, '暑期防溺水提示。', '2023-07-15 09:00', { file: '防溺水.mp4' }),
    row(9, '测试', '2023-07-16 09:00', { status: '已删除' }),
    row(10, '内部学习资料', '2023-08-01 09:00', { status: '私密' }),
    row(13, '没有编号也没有文件的一条', '2023-09-01 09:00', { id: '' }),
  ]
}

const README = `# 示例:抖音号“青石发布”的作品(均为虚构)

\`作品列表.json\` 是工具保存的平台应答,\`补充.ndjson\` 每行一条(最后一行不完整),\`视频清单.xlsx\` 由人整理:一个编号被表格软件改成了整数
(作品链接里还在),一条没有编号但写了文件名,一条的文件不在,一条已删除,一条私密,一条既没有编号也没有文件。影片由
\`examples/make-douyin-export.ts\` 逐字节写成,可以播放。

A folder of invented videos with their lists, as an office keeps them; the films are written byte by byte and play.
`
