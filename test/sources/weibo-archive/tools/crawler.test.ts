// dataabc/weibo-crawler: JSON, the CSV of all years, and its SQLite file tell the same posts.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import type { Status } from '../../../../src/sources/weibo/status.ts'
import { bidAt, fileAt, FIXTURES, FORWARDED, lossesIn, midAt, MIDS, readTool, temporary, UID } from './one-file.ts'

const HERE = join(FIXTURES, 'tools-crawler', '青石发布')

function csv(text: string | Buffer, name = `${UID}.csv`): ReturnType<typeof fileAt> {
  const path = join(temporary(), name)
  writeFileSync(path, text)
  return fileAt(path)
}

describe('weibo-crawler JSON', () => {
  it('tells every post, the account and the count of the platform', async () => {
    const { format, told, statuses } = await readTool(fileAt(join(HERE, `${UID}.json`)))
    expect(format.name).toBe('weibo-crawler-json')
    expect(statuses.map((one) => one?.mid)).toEqual(MIDS)
    expect(told).toContainEqual({ kind: 'account', uid: UID, name: '青石发布' })
    expect(told).toContainEqual({
      kind: 'claim',
      claim: { by: `${UID}.json: user.statuses_count`, scope: 'all', of: '', count: 5, unit: 'posts' },
      uid: UID,
    })
    expect(statuses[0]).toMatchObject({
      uid: UID,
      account: '青石发布',
      bid: bidAt(MIDS[0]),
      created: '2021-06-17 18:12:00',
      told: 'list',
      textState: 'full',
      topics: ['青石防汛'],
      edits: 0,
      client: '微博 weibo.com',
      counts: { reposts: 4, comments: 3, likes: 12 },
    })
    expect(statuses[0]?.pictures.map(({ pid }) => pid?.slice(0, 8))).toEqual(['006IcLWp', '006IcLWp'])
    expect(JSON.stringify(statuses)).not.toContain('birthday')
  })

  it('sees the cut text that the tool took for whole, the edit, the film and the article', async () => {
    const { statuses } = await readTool(fileAt(join(HERE, `${UID}.json`)))
    expect(statuses[1]).toMatchObject({ textState: 'truncated', edits: 2 })
    expect(statuses[3]?.videos).toEqual([
      {
        url: 'https://f.video.weibocdn.com/o0/aaaa.mp4?label=mp4_720p&Expires=1714950000',
        file: null,
        poster: null,
        title: null,
        object: null,
      },
    ])
    expect(statuses[3]?.article).toMatchObject({ id: '2309405030000000000001', html: null })
  })

  it('puts the forwarded post where it belongs, with its own author', async () => {
    const { statuses } = await readTool(fileAt(join(HERE, `${UID}.json`)))
    expect(statuses[2]?.quoted).toMatchObject({
      mid: FORWARDED,
      uid: '6150000002',
      account: '青石消防',
      text: { plain: '冬季用火用电安全' },
    })
  })

  it('knows a forward without a word of its own', async () => {
    const of = async (text: string): Promise<boolean | undefined> => {
      const retweet = { id: Number(FORWARDED), bid: bidAt(FORWARDED), user_id: 6_150_000_002, screen_name: '青石消防', text: '冬季用火' }
      const weibo = [{ id: Number(MIDS[2]), bid: bidAt(MIDS[2]), text, retweet }]
      return (await readTool(csv(JSON.stringify({ user: { id: UID, screen_name: '青石发布' }, weibo }), `${UID}.json`))).statuses[0]
        ?.bareForward
    }
    expect([await of('转发微博'), await of(''), await of('转起来')]).toEqual([true, true, false])
  })

  it('keeps what stands before the place where a file breaks off', async () => {
    const whole = JSON.stringify({
      user: { id: UID, screen_name: '青石发布' },
      weibo: MIDS.map((id) => ({ id: Number(id), bid: bidAt(id), text: '通知' })),
    })
    const read = await readTool(csv(whole.slice(0, -12), `${UID}.json`))
    expect(read.statuses.map((one) => one?.mid)).toEqual(MIDS.slice(0, 3))
    expect(lossesIn(read)).toEqual([[MIDS[3], 'the file ends in the middle of this record']])
  })

  it('says that long texts without a sign may have been cut, and that short ones cannot', async () => {
    const of = async (text: string): Promise<Status['textState'] | undefined> => {
      const file = csv(
        JSON.stringify({ user: { id: UID, screen_name: '青石发布' }, weibo: [{ id: Number(MIDS[0]), bid: bidAt(MIDS[0]), text }] }),
        `${UID}.json`,
      )
      return (await readTool(file)).statuses[0]?.textState
    }
    expect(await of('通知'.repeat(70))).toBe('unknown')
    expect(await of('通知'.repeat(20))).toBe('full')
    expect(await of(`${'通知'.repeat(60)}...\n全文`)).toBe('truncated')
    expect(await of(`${'通知'.repeat(60)}...<a href="/status/${MIDS[0]}">全文</a>`)).toBe('truncated')
  })

  it('puts addresses back behind the words of links where there are as many of each', async () => {
    const of = async (links: readonly string[]): Promise<Status['text'] | undefined> => {
      const post = { id: Number(MIDS[0]), bid: bidAt(MIDS[0]), text: '见\n网页链接\n或 <1>\n网页链接', links }
      return (await readTool(csv(JSON.stringify({ user: { id: UID, screen_name: '青石发布' }, weibo: [post] }), `${UID}.json`))).statuses[0]
        ?.text
    }
    const [one, two] = ['https://www.qingshi.example/a?b=1&c=2', 'https://www.qingshi.example/d']
    expect(await of([one, `https://m.weibo.cn/status/${MIDS[0]}`, two])).toEqual({
      html: '见<br /><a href="https://www.qingshi.example/a?b=1&amp;c=2">网页链接</a><br />或 &lt;1&gt;<br /><a href="https://www.qingshi.example/d">网页链接</a>',
    })
    expect(await of([one])).toHaveProperty('plain')
  })

  it('tells when hundreds of posts hold not one emoji, and is silent when one does', async () => {
    const file = (last: string): ReturnType<typeof fileAt> => {
      const weibo = Array.from({ length: 600 }, (_, n) => ({
        id: Number(midAt('2021-01-01T00:00:00', n)),
        bid: bidAt(midAt('2021-01-01T00:00:00', n)),
        text: n === 599 ? last : '通知',
      }))
      return csv(JSON.stringify({ user: { id: UID, screen_name: '青石发布' }, weibo }), `${UID}.json`)
    }
    expect(lossesIn(await readTool(file('通知')))).toEqual([[null, expect.stringContaining('not one emoji in 600 posts')]])
    expect(lossesIn(await readTool(file('🔥')))).toEqual([])
  })
})

describe('weibo-crawler CSV', () => {
  it('tells the same posts as the JSON of the same run, and appended ones again', async () => {
    const [fromCsv, fromJson] = [await readTool(fileAt(join(HERE, `${UID}.csv`))), await readTool(fileAt(join(HERE, `${UID}.json`)))]
    expect(fromCsv.format.name).toBe('weibo-crawler-csv')
    expect(fromCsv.statuses.map((one) => one?.mid)).toEqual([...MIDS, MIDS[0]])
    for (const [n, status] of fromJson.statuses.entries()) {
      expect(fromCsv.statuses[n]).toEqual({
        ...status,
        account: null,
        ...(status?.quoted === null ? {} : { quoted: fromCsv.statuses[n]?.quoted }),
      })
    }
    expect(fromCsv.statuses[2]?.quoted).toMatchObject({ mid: FORWARDED, uid: '6150000002', account: '青石消防', edits: null })
  })

  const base = ['id', '正文', '原始图片url', '位置', '日期', '工具', '点赞数', '评论数', '转发数', '话题', '@用户']
  const middle = [
    'id',
    'bid',
    '正文',
    '头条文章url',
    '原始图片url',
    '视频url',
    '位置',
    '日期',
    '工具',
    '点赞数',
    '评论数',
    '转发数',
    '话题',
    '@用户',
  ]
  const row = (head: readonly string[], own: Readonly<Record<string, string>>): string =>
    head.map((name) => `"${own[name] ?? ''}"`).join(',')
  const own = {
    id: `${MIDS[0]}\t`,
    微博id: MIDS[0],
    bid: bidAt(MIDS[0]),
    正文: '防汛,提醒',
    日期: '2021-06-17',
    完整日期: '2021-06-17 18:12:00',
    点赞数: '9',
  }

  it.each([
    ['of the first day (June 2019)', ['微博id', ...base.slice(1)], '2021-06-17'],
    ['of June 2019', base, '2021-06-17'],
    ['of 2020', middle, '2021-06-17'],
    ['of April 2022', [...middle, '完整日期'], '2021-06-17 18:12:00'],
    ['of November 2025', [...middle.toSpliced(6, 0, 'Live Photo视频url'), '完整日期'], '2021-06-17 18:12:00'],
    ['with its columns in another order', [...middle, '完整日期'].toReversed(), '2021-06-17 18:12:00'],
  ])('reads the columns %s by name', async (_, head, created) => {
    const { statuses } = await readTool(csv(`\ufeff${head.join(',')}\r\n${row(head, own)}\r\n`))
    expect(statuses).toHaveLength(1)
    expect(statuses[0]).toMatchObject({ mid: MIDS[0], uid: UID, text: { plain: '防汛,提醒' }, created, counts: { likes: 9 } })
  })

  it('reads forwarded posts under the names of 2019, too', async () => {
    const head = [...base, '是否原创', '原始用户id', '原始用户昵称', ...base.map((name) => `原始微博${name}`)]
    const text = row(head, {
      ...own,
      是否原创: 'False',
      原始用户id: '6150000002',
      原始用户昵称: '青石消防',
      原始微博id: `${FORWARDED}\t`,
      原始微博正文: '冬季用火',
    })
    const { statuses } = await readTool(csv(`\ufeff${head.join(',')}\r\n${text}\r\n`))
    expect(statuses[0]?.quoted).toMatchObject({ mid: FORWARDED, uid: '6150000002', account: '青石消防', text: { plain: '冬季用火' } })
  })

  it('reads rows that a newer version appended under the head of an older one', async () => {
    const newer = [...middle.toSpliced(6, 0, 'Live Photo视频url'), '完整日期', '是否编辑过', '编辑次数']
    const second = { ...own, id: `${MIDS[1]}\t`, bid: bidAt(MIDS[1]), 完整日期: '2022-03-05 09:30:10', 编辑次数: '3' }
    const { statuses } = await readTool(csv(`\ufeff${middle.join(',')}\r\n${row(middle, own)}\r\n${row(newer, second)},"True"\r\n`))
    expect(statuses[1]).toMatchObject({ mid: MIDS[1], created: '2022-03-05 09:30:10', edits: 3, quoted: null })
  })

  it('names a post whose row fits no version, and reads the others', async () => {
    const read = await readTool(csv(`\ufeff${middle.join(',')}\r\n${MIDS[1]}\t,${bidAt(MIDS[1])},a,b\r\n${row(middle, own)}\r\n`))
    expect(read.statuses.map((one) => one?.mid)).toEqual([MIDS[0]])
    expect(lossesIn(read)).toEqual([[MIDS[1], expect.stringContaining('4 cells under a head of 14')]])
  })

  it('ends a row that the tool was killed in where the next post begins', async () => {
    const cut = `${MIDS[1]}\t,${bidAt(MIDS[1])},"防汛\n提醒`
    const read = await readTool(csv(`\ufeff${middle.join(',')}\r\n${cut}\n${MIDS[0]}\t,${bidAt(MIDS[0])},防汛${','.repeat(11)}\r\n`))
    expect(read.statuses.map((one) => one?.mid)).toEqual([MIDS[0]])
    expect(lossesIn(read)).toEqual([[MIDS[1], 'a row that was never finished']])
  })

  it('keeps quotes and line breaks of a text', async () => {
    const { statuses } = await readTool(
      csv(`\ufeff${middle.join(',')}\r\n${MIDS[0]}\t,${bidAt(MIDS[0])},"他说""好"",\n\n然后走了",,,,,2021-06-17,,1,2,3,,\r\n`),
    )
    expect(statuses[0]?.text).toEqual({ plain: '他说"好",\n\n然后走了' })
  })

  it('mends the number that a spreadsheet has rounded, from the bid beside it', async () => {
    const rounded = [`4.64914E+15`, MIDS[0].replace(/.$/, '0'), MIDS[0]]
    for (const id of rounded) {
      const { statuses } = await readTool(
        csv(`${middle.join('\t')}\r\n${id}\t${bidAt(MIDS[0])}\t防汛\t\t\t\t\t2021/6/17 18:12\t\t1\t2\t3\t\t\r\n`),
      )
      expect(statuses[0]).toMatchObject({ mid: MIDS[0], bid: bidAt(MIDS[0]), text: { plain: '防汛' } })
    }
  })

  it('reads a file that was saved again in GBK', async () => {
    const gbk = Buffer.concat([
      Buffer.from('id,bid,', 'latin1'),
      Buffer.from([0xd5, 0xfd, 0xce, 0xc4, 0x2c, 0xc8, 0xd5, 0xc6, 0xda]), // 正文,日期
      Buffer.from(`\r\n${MIDS[0]}\t,${bidAt(MIDS[0])},`, 'latin1'),
      Buffer.from([0xb7, 0xc0, 0xd1, 0xb4, 0xcd, 0xa8, 0xd6, 0xaa]), // 防汛通知
      Buffer.from(',2021-06-17\r\n', 'latin1'),
    ])
    const read = await readTool(csv(gbk))
    expect(read.statuses[0]).toMatchObject({ mid: MIDS[0], text: { plain: '防汛通知' } })
    expect(lossesIn(read)).toEqual([[null, expect.stringMatching(/^saved in gb18030: emoji .* question marks$/)]])
  })
})

describe('weibo-crawler SQLite', () => {
  function database(fill: (database: DatabaseSync) => void): ReturnType<typeof fileAt> {
    const path = join(temporary(), 'weibodata.db')
    const made = new DatabaseSync(path)
    made.exec(`CREATE TABLE user (id varchar(64) NOT NULL, nick_name varchar(64) NOT NULL, birthday varchar(10), PRIMARY KEY (id));
      CREATE TABLE weibo (id varchar(20) NOT NULL, bid varchar(12) NOT NULL, user_id varchar(20), screen_name varchar(30), text varchar(2000),
        article_url varchar(100), topics varchar(200), at_users varchar(1000), pics varchar(3000), video_url varchar(1000), location varchar(100),
        created_at DATETIME, source varchar(30), attitudes_count INT, comments_count INT, reposts_count INT, retweet_id varchar(20), PRIMARY KEY (id));
      CREATE TABLE comments (id varchar(20) NOT NULL, weibo_id varchar(32), user_screen_name varchar(64), text varchar(1000), PRIMARY KEY (id));`)
    fill(made)
    made.close()
    return fileAt(path)
  }

  const add = (made: DatabaseSync, mid: string, more: Readonly<Record<string, string | number>> = {}): void => {
    const row = {
      id: mid,
      bid: bidAt(mid),
      user_id: UID,
      screen_name: '青石发布',
      text: '通知',
      created_at: '2021-06-17 18:12:00',
      retweet_id: '',
      ...more,
    }
    made
      .prepare(
        `INSERT INTO weibo (${Object.keys(row).join()}) VALUES (${Object.keys(row)
          .map(() => '?')
          .join()})`,
      )
      .run(...Object.values(row))
  }

  it('takes the rows of the account as posts, and the forwarded ones into them', async () => {
    const read = await readTool(
      database((made) => {
        made.prepare('INSERT INTO user VALUES (?, ?, ?)').run(UID, '青石发布', '2012-01-01')
        add(made, MIDS[0], { attitudes_count: 7 })
        add(made, MIDS[2], { retweet_id: FORWARDED })
        add(made, FORWARDED, { user_id: '6150000002', screen_name: '青石消防', text: '冬季用火' })
        made.prepare('INSERT INTO comments VALUES (?, ?, ?, ?)').run('1', MIDS[0], '路人甲', '评论')
      }),
    )
    expect(read.format.name).toBe('tool-sqlite')
    expect(read.statuses.map((one) => one?.mid)).toEqual([MIDS[0], MIDS[2]])
    expect(read.statuses[0]).toMatchObject({ uid: UID, account: '青石发布', counts: { likes: 7 }, created: '2021-06-17 18:12:00' })
    expect(read.statuses[1]?.quoted).toMatchObject({ mid: FORWARDED, uid: '6150000002', text: { plain: '冬季用火' } })
    expect(JSON.stringify(read)).not.toMatch(/路人甲|评论|2012-01-01/)
    expect(lossesIn(read)).toEqual([])
  })

  it('tells own posts from forwarded ones where no account is named', async () => {
    const { statuses } = await readTool(
      database((made) => {
        add(made, MIDS[2], { retweet_id: FORWARDED })
        add(made, FORWARDED, { user_id: '', screen_name: '', text: '抱歉,此微博已被作者删除。' })
      }),
    )
    expect(statuses.map((one) => one?.mid)).toEqual([MIDS[2]])
    expect(statuses[0]?.quoted).toEqual({ gone: 'deleted' })
  })

  it('reads what is still in the write-ahead log, and leaves the archive as it was', async () => {
    const file = database((made) => {
      made.exec('PRAGMA journal_mode = WAL')
      made.prepare('INSERT INTO user VALUES (?, ?, ?)').run(UID, '青石发布', '')
      add(made, MIDS[0])
    })
    const { copyFileSync, readdirSync } = await import('node:fs')
    const live = new DatabaseSync(file.disk ?? '')
    live.exec('PRAGMA wal_autocheckpoint = 0')
    add(live, MIDS[1])
    const copied = join(temporary(), 'weibodata.db')
    for (const end of ['', '-wal']) copyFileSync(`${file.disk}${end}`, copied + end)
    live.close()
    const read = await readTool(fileAt(copied))
    expect(read.statuses.map((one) => one?.mid)).toEqual([MIDS[0], MIDS[1]])
    expect(readdirSync(join(copied, '..')).toSorted()).toEqual(['weibodata.db', 'weibodata.db-wal'])
  })
})

describe('not_downloaded.txt', () => {
  it('names the posts of which the tool could not get pictures', async () => {
    expect(lossesIn(await readTool(fileAt(join(HERE, 'img/not_downloaded.txt'))))).toEqual([
      [MIDS[1], expect.stringContaining('1 of its pictures')],
    ])
  })
})
