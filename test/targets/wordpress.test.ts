// What becomes of entries on a real WordPress: doubles, lost answers, bins, drafts, columns, dates, files.
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { differences } from '../../src/domain/compare.ts'
import { entryName } from '../../src/targets/entry-name.ts'
import { COLUMNS, digestOf, medium, uploadAll } from '../kits/target-kit.ts'
import { codeOf, eventually, listed, NOWHERE, onWordpress, plain } from '../kits/wordpress-room.ts'

onWordpress('the target wordpress', ({ site, files, open, draftWay, rest, entriesOf }) => {
  describe('makes each entry once', () => {
    it('when eight processes put a key at the same time', async () => {
      const targets = await Promise.all(Array.from({ length: 8 }, async () => await open()))
      const all = await Promise.all(targets.map(async (one) => await one.put(plain(), 'once:1', NOWHERE)))
      expect(new Set(all.map((one) => one.remoteId)).size).toBe(1)
      expect(await entriesOf('once:1')).toHaveLength(1)
      expect(await site().sql("select count(*) from wp_terms where slug='notice'")).toEqual([['1']])
    })

    it.each([true, false])('when nobody heard the answer, plugin: %s', async (plugin) => {
      const key = `late:${plugin}`
      site().extra("add_action( 'save_post_post', function () { sleep( 3 ); } );")
      const options = { plugin, requestSeconds: 1 }
      const target = await open({ options })
      const first = plugin ? target.put(plain(), key, NOWHERE) : target.stage(plain(), key, NOWHERE)
      expect(await codeOf(first)).toBe('target-unknown-outcome')
      site().extra(null)
      const found = await eventually(async () => await target.find(key))
      const again = await (await open({ options: { plugin } })).put(plain(), key, NOWHERE)
      expect(again.remoteId).toBe(found.remoteId)
      expect(await entriesOf(key)).toHaveLength(1)
      expect(differences(plain(), await target.read(again))).toEqual([])
    })

    it('when PHP died after the row was written and before its key was', async () => {
      site().extra("add_action( 'rest_after_insert_post', function () { exit; } );")
      const target = await open()
      expect(await codeOf(target.put(plain(), 'dead:1', NOWHERE))).toBe('target-unknown-outcome')
      site().extra(null)
      const [row] = await entriesOf('dead:1')
      expect((await target.put(plain(), 'dead:1', NOWHERE)).remoteId).toBe(row?.[0])
      expect(await entriesOf('dead:1')).toHaveLength(1)
    })

    it('after an editor gave it another slug, which is kept', async () => {
      const target = await open()
      const put = await target.put(plain(), 'slug:1', NOWHERE)
      expect((await rest(`/wp/v2/posts/${put.remoteId}`, { slug: 'yi-miao' })).status).toBe(200)
      expect((await target.find('slug:1'))?.remoteId).toBe(put.remoteId)
      expect((await target.put(plain({ title: '另一个标题' }), 'slug:1', NOWHERE)).remoteId).toBe(put.remoteId)
      expect(await site().sql(`select post_name from wp_posts where ID=${put.remoteId}`)).toEqual([['yi-miao']])
    })

    it('when files are uploaded by many at once', async () => {
      const bytes = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#a12' } })
        .png()
        .toBuffer()
      files.set(digestOf(bytes), bytes)
      const asset = { digest: digestOf(bytes), mediaType: 'image/png', name: '现场.png', alt: '“接种”现场' }
      const targets = await Promise.all(Array.from({ length: 4 }, async () => await open()))
      const all = await Promise.all(targets.map(async (one) => await one.upload(asset)))
      expect(new Set(all.map((one) => one.id)).size).toBe(1)
      expect(await targets[0]?.findUpload(asset)).toEqual(all[0])
      expect(await (await draftWay()).upload(asset)).toEqual(all[0])
      expect(
        await site().sql(`select meta_value from wp_postmeta where meta_key='_wp_attachment_image_alt' and post_id=${all[0]?.id ?? 0}`),
      ).toEqual([['“接种”现场']])
    })

    it('and fails alone in its batch when WordPress refuses it', async () => {
      site().extra(
        "add_filter( 'rest_pre_insert_post', function ( $p ) { return str_contains( $p->post_title ?? '', '拒' ) ? new WP_Error( 'rest_no', 'no', array( 'status' => 400 ) ) : $p; } );",
      )
      for (const target of [await open(), await draftWay()]) {
        const name = target.can.stages ? 'b' : 'a'
        const all = ['甲', '拒', '乙'].map(async (title) => await codeOf(target.put(plain({ title }), `batch:${name}:${title}`, NOWHERE)))
        expect(await Promise.all(all)).toEqual(['nothing was thrown', 'target-refused', 'nothing was thrown'])
      }
    })
  })

  it('keeps old dates to the second, in the site’s own time zone, and speaks up when the site shifts one', async () => {
    const target = await open()
    for (const publishedAt of [
      '1969-07-20T10:56:20+08:00',
      '1988-07-01T00:00:00+08:00',
      '2012-02-29T23:59:59+08:00',
      '2020-01-01T00:00:00Z',
    ]) {
      const put = await target.put(plain({ publishedAt }), `date:${publishedAt}`, NOWHERE)
      expect(Date.parse((await target.read(put)).publishedAt)).toBe(Date.parse(publishedAt))
    }
    expect(await site().sql(`select post_date from wp_posts where post_name='${entryName('date:2012-02-29T23:59:59+08:00')}'`)).toEqual([
      ['2012-02-29 23:59:59'],
    ])
    site().extra("add_filter( 'wp_insert_post_data', function ( $d ) { $d['post_date_gmt'] = '2001-01-01 00:00:00'; return $d; } );")
    for (const one of [target, await draftWay()])
      expect(await codeOf(one.put(plain(), `shift:${one.can.stages}`, NOWHERE))).toBe('target-attention')
  })

  it.each([true, false])('opens no comments and calls nobody: plugin %s', async (plugin) => {
    await site().sql("update wp_options set option_value='1' where option_name='default_pingback_flag'")
    const put = await (await open({ options: { plugin } })).put(plain(), `quiet:${plugin}`, NOWHERE)
    expect(await site().sql(`select comment_status, ping_status from wp_posts where ID=${put.remoteId}`)).toEqual([['closed', 'closed']])
    if (plugin)
      expect(await site().sql(`select meta_key from wp_postmeta where post_id=${put.remoteId} and meta_key like '%me'`)).toEqual([])
  })

  it('never says that nothing was made when the row was written', async () => {
    site().extra(
      "add_filter( 'rest_request_after_callbacks', function ( $r, $h, $q ) { return '/wp/v2/posts' === $q->get_route() && 'POST' === $q->get_method() ? new WP_Error( 'late', 'x', array( 'status' => 400 ) ) : $r; }, 10, 3 );",
    )
    expect(await codeOf((await open()).put(plain(), 'half:1', NOWHERE))).toBe('target-attention')
    expect(await entriesOf('half:1')).toHaveLength(1)
  })

  it('shows the cover above the entry only where that is wanted', async () => {
    const target = await open({ options: { featuredImage: true } })
    const cover = plain({ media: [medium({ role: 'cover' })] })
    const media = await uploadAll(target, cover)
    const put = await target.put(cover, 'cover:1', { remoteId: null, media })
    const thumb = `select meta_value from wp_postmeta where meta_key='_thumbnail_id' and post_id=${put.remoteId}`
    expect(await site().sql(thumb)).toEqual([[[...media.values()][0]?.id]])
    expect(differences(cover, await target.read(put))).toEqual([])
  })

  describe('takes back', () => {
    it.each([true, false])('to the bin, again and again, and never what a person put there: plugin %s', async (plugin) => {
      const target = await open({ options: { plugin } })
      const key = `bin:${plugin}`
      const put = await target.put(plain(), key, NOWHERE)
      await target.withdraw(put, '')
      await target.withdraw(put, '')
      expect(await entriesOf(key)).toEqual([[put.remoteId, 'trash', `${entryName(key)}-withdrawn`]])
      expect([await target.find(key), (await target.read(put)).status, (await fetch(put.url)).status]).toEqual([null, 410, 404])
      const back = await target.put(plain(), key, NOWHERE)
      expect([back.remoteId, back.url]).toEqual([put.remoteId, put.url])
      await rest(`/wp/v2/posts/${put.remoteId}`, null, 'editor', 'DELETE')
      expect((await target.find(key))?.remoteId).toBe(put.remoteId)
      for (const remoteId of [null, put.remoteId])
        expect(await codeOf(target.put(plain(), key, { ...NOWHERE, remoteId }))).toBe('target-attention')
      await rest(`/wp/v2/posts/${put.remoteId}?force=true`, null, 'editor', 'DELETE')
      await target.withdraw(put, '')
      expect(await codeOf(target.put(plain(), key, { ...NOWHERE, remoteId: put.remoteId }))).toBe('target-attention')
    })

    it('stray drafts, and nothing else', async () => {
      const [one, two] = [await draftWay(), await draftWay()]
      const ids = [await one.stage(plain(), 'stray:1', NOWHERE), await two.stage(plain(), 'stray:2', NOWHERE)]
      expect(await two.stage(plain(), 'stray:1', NOWHERE)).toBe(ids[0])
      const made = (await entriesOf('stray:1')).map((row) => row[0] ?? '')
      expect(made).toHaveLength(2)
      const put = await one.put(plain(), 'stray:1', NOWHERE)
      expect(put.remoteId).toBe(ids[0])
      await rest('/wp/v2/posts', { title: '他人的草稿', slug: 'not-guiji', status: 'draft' })
      const strays = await listed(one.strays())
      expect(strays.map((stray) => [stray.remoteId, stray.name])).toEqual([
        [ids[1], entryName('stray:2')],
        [made[1], entryName('stray:1')],
      ])
      expect(Math.abs((strays[0]?.madeAt ?? 0) - Date.now())).toBeLessThan(60_000)
      for (const stray of strays) await one.discard(stray)
      for (const stray of strays) await one.discard(stray)
      expect(await listed(one.strays())).toEqual([])
      expect(await codeOf(one.discard({ remoteId: put.remoteId, name: entryName('stray:1'), madeAt: 0 }))).toBe('target-refused')
      expect(await entriesOf('stray:1')).toHaveLength(1)
      expect(await site().sql("select count(*) from wp_posts where post_name='not-guiji'")).toEqual([['1']])
    })
  })

  describe('with status: pending', () => {
    it.each([
      ['contributor', true],
      ['editor', false],
    ] as const)('waits for the site’s editor and takes nothing from readers: %s, plugin %s', async (role, plugin) => {
      const target = await open({ role, options: { plugin, status: 'pending' } })
      // a contributor may not make categories
      await (await open()).put(plain(), `pending:other:${role}`, NOWHERE)
      const key = `pending:${role}`
      const put = await target.put(plain(), key, NOWHERE)
      expect((await entriesOf(key))[0]?.[1]).toBe('pending')
      expect((await target.find(key))?.remoteId).toBe(put.remoteId)
      expect(differences(plain(), await target.read(put))).toEqual([])
      expect((await fetch(put.url)).status).toBe(404)
      if (role === 'contributor') return
      await rest(`/wp/v2/posts/${put.remoteId}`, { status: 'publish' })
      const changed = plain({ title: '更正' })
      expect(differences(changed, await target.read(await target.put(changed, key, { ...NOWHERE, remoteId: put.remoteId })))).toEqual([])
      expect((await entriesOf(key))[0]?.[1]).toBe('publish')
    })
  })

  describe('columns', () => {
    const columns = [
      { ...(COLUMNS[0] as (typeof COLUMNS)[number]), id: 'policy', name: '政策 & 解读' },
      { ...(COLUMNS[0] as (typeof COLUMNS)[number]), id: 'leaders', name: '领导活动' },
      { ...(COLUMNS[0] as (typeof COLUMNS)[number]), id: 'given', name: '按编号' },
    ]
    const [policy, leaders, given] = columns as [(typeof columns)[number], (typeof columns)[number], (typeof columns)[number]]

    it('adopt a category by slug, by name or by number, and make what is missing once', async () => {
      const made = (await (await rest('/wp/v2/categories', { name: '政策 & 解读', slug: 'zhengce' })).json()) as { id: number }
      const other = (await (await rest('/wp/v2/categories', { name: '别的名字' })).json()) as { id: number }
      const opening = { columns, options: { categories: { given: other.id } } }
      const [one, two] = [await open(opening), await draftWay(opening)]
      for (const column of columns) {
        const puts = await Promise.all([
          one.put(plain({ column }), `col:${column.id}:1`, NOWHERE),
          two.put(plain({ column }), `col:${column.id}:2`, NOWHERE),
        ])
        for (const put of puts) expect(differences(plain({ column }), await (await open(opening)).read(put))).toEqual([])
      }
      const all = await site().sql(
        "select t.term_id, t.slug from wp_terms t join wp_term_taxonomy x using(term_id) where x.taxonomy='category'",
      )
      expect(all.filter(([, slug]) => slug === 'policy' || slug === 'given')).toEqual([])
      expect(all.filter(([, slug]) => slug === 'leaders')).toHaveLength(1)
      expect(all.map(([id]) => Number(id))).toContain(made.id)
    })

    it('are refused when missing, where nothing may be made', async () => {
      const missing = { ...policy, id: 'missing', name: '没有的栏目' }
      const opening = { columns: [missing, leaders, given], options: { createCategories: false, categories: { given: 999_999 } } }
      const target = await open(opening)
      expect(await codeOf(target.put(plain({ column: missing }), 'col:x', NOWHERE))).toBe('target-refused')
      expect(await codeOf(target.put(plain({ column: given }), 'col:y', NOWHERE))).toBe('target-refused')
      expect(await entriesOf('col:x')).toEqual([])
    })
  })
})
