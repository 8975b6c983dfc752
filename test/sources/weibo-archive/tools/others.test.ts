// The other backup tools: what each writes is read as what it is, and what each loses on the way is told.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openFolder } from '../../../../src/sources/files/folder-files.ts'
import type { OneFile } from '../../../../src/sources/weibo-archive/format.ts'
import { bidAt, fileAt, FIXTURES, FORWARDED, lossesIn, MIDS, readTool, temporary, UID } from './one-file.ts'

function made(name: string, text: string): OneFile {
  const path = join(temporary(), name)
  writeFileSync(path, text)
  return fileAt(path)
}

function database(sql: string, fill: (database: DatabaseSync) => void): OneFile {
  const path = join(temporary(), 'data.db')
  const one = new DatabaseSync(path)
  one.exec(sql)
  fill(one)
  one.close()
  return fileAt(path)
}

describe('weiboSpider', () => {
  const folder = join(FIXTURES, 'tools-spider', '青石发布')

  it.each(['json', 'csv'])('reads posts by bid, without the words of buttons and with nothing for 无 (%s)', async (kind) => {
    const { statuses } = await readTool(fileAt(join(folder, `${UID}.${kind}`)))
    expect(statuses).toHaveLength(2)
    expect(statuses[0]).toMatchObject({
      mid: MIDS[0],
      bid: bidAt(MIDS[0]),
      uid: UID,
      text: { plain: '【青石县防汛提醒】今晚有大到暴雨,请远离河道。' },
      created: '2021-06-17 18:12',
      client: '绿洲APP',
      region: '青石·政务大厅',
      counts: { likes: 11, reposts: 4, comments: 3 },
      videos: [],
      article: null,
      quoted: null,
    })
    expect(statuses[0]?.pictures).toHaveLength(2)
  })

  it('takes the forwarded post out from behind the own words', async () => {
    const { statuses } = await readTool(fileAt(join(folder, `${UID}.json`)))
    expect(statuses[1]).toMatchObject({ text: { plain: '转起来,给消防点赞' }, pictures: [], region: null })
    expect(statuses[1]?.quoted).toMatchObject({
      account: '青石消防',
      text: { plain: '冬季用火用电安全' },
      pictures: [{ pid: expect.stringMatching(/^006IcLWq/) }],
    })
  })

  it('tells the count of the platform', async () => {
    const { told } = await readTool(fileAt(join(folder, `${UID}.json`)))
    expect(told).toContainEqual(
      expect.objectContaining({ kind: 'claim', uid: UID, claim: expect.objectContaining({ count: 2, scope: 'all' }) }),
    )
    expect(JSON.stringify(told)).not.toContain('2012-01-01')
  })

  it('reads files of the year before posts had numbers and pictures', async () => {
    const { statuses } = await readTool(
      made(`${UID}.csv`, '\ufeff微博正文,发布位置,发布时间,发布工具,点赞数,转发数,评论数\r\n防汛提醒,无,2019-05-20 08:00,无,1,2,3\r\n'),
    )
    expect(statuses).toEqual([
      expect.objectContaining({ mid: null, bid: null, uid: UID, text: { plain: '防汛提醒' }, created: '2019-05-20 08:00' }),
    ])
  })

  it('knows that a bid of before 2011 is another number than the mid', async () => {
    const { statuses } = await readTool(made(`${UID}.csv`, '\ufeff微博id,微博正文,发布时间\r\n1b1AKe,防汛提醒,2010-06-01 08:00\r\n'))
    expect(statuses[0]).toMatchObject({ mid: null, id: '730379578', bid: '1b1AKe' })
  })

  it('reads its database', async () => {
    const file = database(
      'CREATE TABLE user (id varchar(20), nickname varchar(30), weibo_num INT, birthday varchar(40)); CREATE TABLE weibo (id varchar(10), user_id varchar(12), content varchar(2000), publish_time DATETIME, original_pictures TEXT, up_num INT)',
      (one) => {
        one.prepare('INSERT INTO user VALUES (?, ?, ?, ?)').run(UID, '青石发布', 9, '2012-01-01')
        one.prepare('INSERT INTO weibo VALUES (?, ?, ?, ?, ?, ?)').run(bidAt(MIDS[0]), UID, '防汛提醒 原图 ', '2021-06-17 18:12', '无', 5)
      },
    )
    const { told, statuses } = await readTool(file)
    expect(statuses).toEqual([
      expect.objectContaining({ mid: MIDS[0], uid: UID, text: { plain: '防汛提醒' }, pictures: [], counts: { likes: 5 } }),
    ])
    expect(told).toContainEqual({ kind: 'account', uid: UID, name: '青石发布' })
    expect(told).toContainEqual(expect.objectContaining({ kind: 'claim', uid: UID }))
  })
})

describe('stablog', () => {
  const post = (id: string, more: object = {}): string =>
    JSON.stringify({
      created_at: 'Thu Jun 17 18:12:00 +0800 2021',
      id,
      mid: id,
      bid: bidAt(id),
      text: '防汛提醒',
      isLongText: false,
      user: { id: Number(UID), screen_name: '青石发布' },
      visible: { type: 0 },
      ...more,
    })
  const TABLES = `CREATE TABLE total_mblog (id varchar(30) NOT NULL, author_uid varchar(30), is_retweet INTEGER, is_article INTEGER, post_publish_at int(10), raw_json text, PRIMARY KEY (id));
    CREATE TABLE total_user (author_uid varchar(30), raw_json text, PRIMARY KEY (author_uid));
    CREATE TABLE fetch_error_record (id INTEGER PRIMARY KEY AUTOINCREMENT, author_uid varchar(30), resource_type varchar(30), long_text_weibo_id varchar(30), article_url varchar(1000), lastest_page_mid varchar(30), lastest_page_offset int(10), error_info_json text, debug_info_json text, mblog_json text);`
  const lose = (one: DatabaseSync, row: readonly (string | number)[]): void => {
    one.prepare("INSERT INTO fetch_error_record VALUES (NULL, ?, ?, ?, ?, ?, ?, '{}', '{}', ?)").run(UID, ...row)
  }

  it('reads an export with its articles and both counts', async () => {
    const { format, told, statuses } = await readTool(fileAt(join(FIXTURES, 'tools-stablog', '稳部落导出.json')))
    expect(format.name).toBe('stablog-json')
    expect(statuses.map((one) => one?.mid)).toEqual([MIDS[0], MIDS[1]])
    expect(statuses[1]?.article).toMatchObject({
      id: '2309404740000000000002',
      title: '青石县2022年政务公开要点',
      html: '<p>一、主动公开。</p><p>二、依申请公开。</p>',
    })
    expect(statuses[1]?.article?.cover).toMatch(/006IcLWply1gr0005/)
    expect(told.flatMap((one) => (one.kind === 'claim' ? [one.claim.count] : []))).toEqual([3, 2])
  })

  it('makes of every known loss something that a person must answer for', async () => {
    const file = database(TABLES, (one) => {
      one.prepare('INSERT INTO total_mblog VALUES (?, ?, 0, 0, 0, ?)').run(MIDS[0], UID, post(MIDS[0]))
      one
        .prepare('INSERT INTO total_user VALUES (?, ?)')
        .run(UID, JSON.stringify({ id: Number(UID), screen_name: '青石发布', statuses_count: 8, description: '简介' }))
      lose(one, [
        'long_text_weibo',
        bidAt(MIDS[1]),
        '',
        '',
        0,
        post(MIDS[1], { isLongText: true, text: '防汛…<a href="/status/1">全文</a>' }),
      ])
      lose(one, [
        'article',
        '',
        'https://weibo.com/ttarticle/p/show?id=2309404740000000000002',
        '',
        0,
        post(MIDS[2], { text: '发布了头条文章' }),
      ])
      lose(one, ['long_text_weibo', bidAt(MIDS[3]), '', '', 0, '{}'])
      lose(one, ['weibo_page', '', '', MIDS[0], 2, '{}'])
    })
    const read = await readTool(file)
    expect(read.statuses.map((one) => [one?.mid, one?.textState])).toEqual([
      [MIDS[0], 'full'],
      [MIDS[1], 'truncated'],
      [MIDS[2], 'full'],
      [`list-behind-${MIDS[0]}`, 'unknown'],
    ])
    expect(lossesIn(read)).toEqual([
      [MIDS[1], 'stablog could not get its whole text'],
      [MIDS[2], 'stablog could not get its article https://weibo.com/ttarticle/p/show?id=2309404740000000000002'],
      [bidAt(MIDS[3]), 'stablog could not get its whole text'],
      [`list-behind-${MIDS[0]}`, `stablog could not get 2 page(s) of the list behind post ${MIDS[0]}`],
    ])
    expect(read.told).toContainEqual(expect.objectContaining({ kind: 'claim', uid: UID, claim: expect.objectContaining({ count: 8 }) }))
    expect(JSON.stringify(read.told)).not.toContain('简介')
  })

  it('believes neither the number nor the day that the tool makes up for articles of before June 2015', async () => {
    const article = {
      object_id: '1022:2309404958925064634396',
      uid: Number(UID),
      title: '旧文章',
      create_at: '2015-01-01',
      content: '<p>正文</p>',
      target_url: 'https://weibo.com/p/1001603981142553395587}',
      url: 'https://weibo.com/p/1001603981142553395587}',
      follow_to_read: 1,
      cover_img: { image: { url: '' } },
      userinfo: {},
    }
    const file = database(TABLES, (one) =>
      one.prepare('INSERT INTO total_mblog VALUES (?, ?, 0, 1, 0, ?)').run(MIDS[0], UID, post(MIDS[0], { article })),
    )
    const { statuses } = await readTool(file)
    expect(statuses[0]?.article).toMatchObject({
      id: '1001603981142553395587',
      url: 'https://weibo.com/p/1001603981142553395587',
      created: null,
      locked: false,
      html: '<p>正文</p>',
    })
  })

  it('names a post whose JSON is broken', async () => {
    const file = database(TABLES, (one) =>
      one.prepare('INSERT INTO total_mblog VALUES (?, ?, 0, 0, 0, ?)').run(MIDS[0], UID, post(MIDS[0]).slice(0, 50)),
    )
    expect(lossesIn(await readTool(file))).toEqual([[MIDS[0], 'raw_json of this post is no proper JSON']])
  })
})

describe('Weibo-archiver', () => {
  const folder = join(FIXTURES, 'tools-archiver')

  it('reads the names of 2025, without favourites, comments and followed accounts', async () => {
    const read = await readTool(fileAt(join(folder, 'weibo-data-青石发布.json')))
    expect(read.statuses.map((one) => one?.mid)).toEqual([MIDS[0], MIDS[2]])
    expect(read.statuses[0]).toMatchObject({
      uid: UID,
      account: '青石发布',
      region: '某省',
      counts: { likes: 12, reposts: 4, comments: 3 },
    })
    expect(JSON.stringify(read.statuses)).not.toMatch(/路人甲|张三/)
    expect(read.told).toContainEqual(expect.objectContaining({ kind: 'claim', uid: UID, claim: expect.objectContaining({ count: 2 }) }))
  })

  it('gives the box of a forwarding post to the forwarded one, and its picture marks to the post', async () => {
    const { statuses } = await readTool(fileAt(join(folder, 'weibo-data-青石发布.json')))
    expect(statuses[1]).toMatchObject({ text: { plain: '转起来' }, videos: [], card: null })
    expect(statuses[1]?.pictures).toHaveLength(1)
    expect(statuses[1]?.quoted).toMatchObject({ mid: FORWARDED, account: '青石消防', videos: [{ object: '1034:5133292392087594' }] })
  })

  it('reads the older names, numbers and markup', async () => {
    const { statuses } = await readTool(fileAt(join(folder, 'old/weibo-data.json')))
    expect(statuses).toEqual([
      expect.objectContaining({
        mid: MIDS[1],
        uid: UID,
        created: '1646443810000',
        client: 'iPhone客户端',
        counts: { reposts: 0, comments: 3, likes: 1 },
      }),
    ])
    expect(statuses[0]?.text).toHaveProperty('html')
  })

  it('leaves the list of picture addresses over with a reason', async () => {
    expect(lossesIn(await readTool(fileAt(join(folder, 'imgs-青石发布.csv'))))).toEqual([
      [null, expect.stringContaining('addresses of pictures')],
    ])
  })
})

describe('nghuyong/WeiboSpider', () => {
  it('reads one post a line, with the place of a line that is cut', async () => {
    const read = await readTool(fileAt(join(FIXTURES, 'tools-tweets/tweet_spider_by_user_id_20240601000000.jsonl')))
    expect(read.statuses.map((one) => [one?.mid, one?.textState])).toEqual([
      [MIDS[0], 'full'],
      [MIDS[1], 'full'],
      [MIDS[2], 'full'],
    ])
    expect(read.statuses[0]).toMatchObject({ uid: UID, counts: { reads: 900 }, pictureCount: 1, capturedAt: '2024-06-01T00:00:00.000Z' })
    expect(read.statuses[2]?.quoted).toMatchObject({ mid: FORWARDED, text: null })
    expect(lossesIn(read)).toEqual([[MIDS[3], 'line 4 is no proper JSON']])
  })

  it('does not read comments', async () => {
    const read = await readTool(fileAt(join(FIXTURES, 'tools-tweets/comment_20240601000000.jsonl')))
    expect(read.statuses).toEqual([])
    expect(lossesIn(read)).toEqual([[null, expect.stringContaining('other people')]])
  })
})

describe('weibo-backup-museum', () => {
  const folder = join(FIXTURES, 'tools-museum')
  const files = openFolder(folder)

  it('puts authors and forwarded posts back where the tool took them from', async () => {
    const { statuses } = await readTool(fileAt(join(folder, `data/posts/${UID}.json`), folder, files))
    expect(statuses.map((one) => one?.mid)).toEqual([MIDS[2], MIDS[0]])
    expect(statuses[0]).toMatchObject({
      uid: UID,
      account: '青石发布',
      quoted: { mid: FORWARDED, uid: '6150000002', account: '青石消防', text: { plain: '冬季用火用电安全' } },
    })
  })

  it('takes the file of an account that is only forwarded for no account of ours', async () => {
    const read = await readTool(fileAt(join(folder, 'data/posts/6150000002.json'), folder, files))
    expect(read.statuses).toEqual([])
    expect(lossesIn(read)).toEqual([[null, expect.stringContaining('only forwarded')]])
  })
})

describe('octoman', () => {
  const page = join(FIXTURES, 'tools-octoman', '青石发布_01_finish.html')

  it('reads the cards of a page, the account by its pictures', async () => {
    const { told, statuses } = await readTool(fileAt(page))
    expect(statuses.map((one) => [one?.mid, one?.textState])).toEqual([
      [MIDS[0], 'full'],
      [MIDS[1], 'truncated'],
      [MIDS[2], 'full'],
    ])
    expect(statuses[0]).toMatchObject({
      account: '青石发布',
      client: '微博网页版',
      created: 'Thu Jun 17 18:12:00 +0800 2021',
      counts: { reposts: 4, comments: 3, likes: 12 },
    })
    expect(statuses[2]?.quoted).toMatchObject({ account: '青石消防', text: { plain: '冬季用火用电安全' } })
    expect(statuses[2]?.pictures).toEqual([])
    expect(told).toContainEqual({ kind: 'account', uid: UID, name: '青石发布' })
  })

  it('finds the pictures of a page that a browser saved whole', async () => {
    const { readFileSync } = await import('node:fs')
    const saved = readFileSync(page, 'utf8').replaceAll(
      /<img src="https:\/\/wx\d\.sinaimg\.cn\/orj360\/([^"]+)"/g,
      '<img src="./%E9%9D%92%E7%9F%B3_files/$1"',
    )
    const { statuses } = await readTool(made('青石.html', saved))
    expect(statuses[0]?.pictures[0]).toMatchObject({
      file: '青石_files/006IcLWply1gr0001abcdj30u014074x.jpg',
      url: 'https://wx2.sinaimg.cn/large/006IcLWply1gr0001abcdj30u014074x.jpg',
    })
  })

  it('tells that a page breaks off', async () => {
    const { readFileSync } = await import('node:fs')
    const read = await readTool(made('青石.html', readFileSync(page, 'utf8').slice(0, -30)))
    expect(lossesIn(read)).toEqual([[null, expect.stringContaining('ends before the page does')]])
  })
})

describe('shanhesss/weibo-archive', () => {
  const TABLES = `CREATE TABLE bloggers (uid TEXT PRIMARY KEY, nickname TEXT); CREATE TABLE posts (id TEXT PRIMARY KEY, uid TEXT NOT NULL, bid TEXT, text TEXT,
    created_ts INTEGER, created_raw TEXT, reposts INTEGER, comments INTEGER, atts INTEGER, media_json TEXT, retweeted_json TEXT, raw_json TEXT, fetched_at TEXT, deleted INTEGER);`

  it('reads the status as it came, else the fields beside it', async () => {
    const file = database(TABLES, (one) => {
      one.prepare('INSERT INTO bloggers VALUES (?, ?)').run(UID, '青石发布')
      const add = one.prepare('INSERT INTO posts VALUES (?, ?, ?, ?, 0, ?, 1, 2, 3, ?, ?, ?, ?, 1)')
      const raw = {
        id: MIDS[0],
        bid: bidAt(MIDS[0]),
        text: '防汛<br />提醒',
        created_at: 'Thu Jun 17 18:12:00 +0800 2021',
        user: { id: Number(UID), screen_name: '青石发布' },
        pic_num: 0,
      }
      add.run(MIDS[0], UID, bidAt(MIDS[0]), '防汛 提醒', '昨天 18:12', '{}', '', JSON.stringify(raw), '2021-06-18 09:00:00')
      add.run(
        MIDS[2],
        UID,
        bidAt(MIDS[2]),
        '转起来',
        'Thu Nov 02 20:01:33 +0800 2023',
        JSON.stringify({ imgs: ['https://wx1.sinaimg.cn/large/006IcLWply1gr0007abcdj30u014074x.jpg'], video: '' }),
        JSON.stringify({ nickname: '青石消防', text: '冬季用火', imgs: [] }),
        '',
        '',
      )
    })
    const { told, statuses } = await readTool(file)
    expect(statuses[0]).toMatchObject({
      mid: MIDS[0],
      uid: UID,
      text: { html: '防汛<br />提醒' },
      created: 'Thu Jun 17 18:12:00 +0800 2021',
    })
    expect(statuses[1]).toMatchObject({
      mid: MIDS[2],
      text: { plain: '转起来' },
      quoted: { account: '青石消防' },
      pictures: [{ url: expect.stringContaining('gr0007') }],
      counts: { reposts: 1, comments: 2, likes: 3 },
    })
    expect(told).toContainEqual({ kind: 'account', uid: UID, name: '青石发布' })
  })
})

describe('users.csv of weibo-crawler', () => {
  it('tells accounts and counts and nothing else', async () => {
    const { told } = await readTool(
      made('users.csv', `\ufeff用户id,昵称,性别,生日,微博数,简介\r\n${UID}\t,青石发布,女,2012-01-01,1.2万,简介\r\n`),
    )
    expect(told).toEqual([
      { kind: 'account', uid: UID, name: '青石发布' },
      { kind: 'claim', claim: { by: 'users.csv: 微博数', scope: 'all', of: '', count: 12_000, unit: 'posts' }, uid: UID },
    ])
  })
})
