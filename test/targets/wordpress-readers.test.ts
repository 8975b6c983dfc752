// What readers of a real WordPress get of an article: every character, every file, or nothing at all.
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { differences } from '../../src/domain/compare.ts'
import { literal } from '../../src/targets/wordpress/body.ts'
import { article, digestOf, medium, PIXEL, uploadAll } from '../kits/target-kit.ts'
import { codeOf, NOWHERE, onWordpress, plain } from '../kits/wordpress-room.ts'

onWordpress('what readers of wordpress get', ({ site, files, open, draftWay, rest, entriesOf }) => {
  describe('shows readers what was sent', () => {
    const words = [
      "“弯引号”与 \"直引号\" 和 '单引号',it's,省略...号,破折--号,一 - 二,3x4,(tm),``倒引号''",
      '[gallery] [audio src="x.mp3"] [[caption]] [/caption]',
      '笑脸 :-) :) ;) ;-) 8-) 8) :D :mrgreen: :?: &#58;)',
      'Wordpress 与 (Wordpress',
      'C:\\目录\\文件 %s %1$s {{x}} $1 \\1 &amp;lt;b&amp;gt; &amp;amp; &amp;#60; &amp;#x3c; &lt;script&gt;alert(1)&lt;/script&gt;',
      '表情 😀👨‍👩‍👧 生僻字 𠮷𡃁 全角　空格',
    ]
    const html =
      words.map((one) => `<p>${one.replaceAll("'", '&#39;').replaceAll('"', '&quot;').replaceAll('&#58;', '&amp;#58;')}</p>`).join('') +
      '<p>https://wordpress.org/</p><p>http://127.0.0.1/archives/1/</p>' +
      '<pre><code>if (a &lt; b &amp;&amp; c) {\n  print("x--y...");\n\n}</code></pre>' +
      '<table><tbody><tr><th colspan="2">项目[1]</th></tr><tr><td>9:00-11:30</td><td>第1x2号 &quot;门&quot;</td></tr></tbody></table>' +
      '<p style="text-align:center">居中<br>换行</p><ol start="3"><li>三</li></ol><blockquote><p>引 - 文</p></blockquote>' +
      '<p><a href="https://example.gov.cn/a?b[]=1&amp;c=%20--x">链接...</a><img src="asset:' +
      `${digestOf(PIXEL)}" alt="[图] &quot;现场&quot; --"></p>`
    const hard = article({
      title: '“公告” "直" & <b> 1<2 it\'s 😀 -- [gallery]... &#58; &lt;',
      html,
      source: '县卫健局 "宣传" -- 科',
      keywords: [],
    })

    it.each(['editor', 'author'] as const)(
      'whatever WordPress makes of quotes, dots, smileys, shortcodes and addresses, as %s',
      async (role) => {
        const target = await open({ role })
        const place = { remoteId: null, media: await uploadAll(await open(), hard) }
        const put = await target.put(hard, `hard:${role}`, place)
        expect(differences(hard, await target.read(put))).toEqual([])
        const page = /<article>.*<\/article>/s.exec(await (await fetch(put.url)).text())?.[0]
        expect(page).not.toMatch(/<script>alert|<b> 1|class="gallery|wp-smiley|<iframe/)
      },
    )

    it('and without that care WordPress does change the same text', async () => {
      const made = (await (
        await rest('/wp/v2/posts', { title: 'x', status: 'publish', content: words.map((one) => `<p>${one}</p>`).join('\n') })
      ).json()) as { content: { rendered: string } }
      for (const changed of ['&#8220;直引号', '&#8230;', '3&#215;4', '🙂', 'WordPress 与']) expect(made.content.rendered).toContain(changed)
      expect(literal('it&#39;s "a" -- b... 3x4 :) Wordpress 2019-05-06 18:02')).toBe(
        'it&#39;s &#34;a&#34; &#45;&#45; b&#46;&#46;&#46; 3&#120;4 &#58;) Word&#112;ress 2019-05-06 18:02',
      )
    })

    it('the original of a large picture, not the copy WordPress makes of it', async () => {
      const bytes = await sharp({ create: { width: 2700, height: 30, channels: 3, background: '#18a' } })
        .jpeg()
        .toBuffer()
      const digest = digestOf(bytes)
      files.set(digest, bytes)
      const big = article({ html: `<p>图<img src="asset:${digest}" alt="全景"></p>`, media: [medium({ digest, mediaType: 'image/jpeg' })] })
      for (const target of [await open(), await draftWay()]) {
        const media = await uploadAll(target, big)
        expect(media.get(digest)?.url).toMatch(new RegExp(`/${digest}\\.jpg$`))
        const put = await target.put(big, `big:${target.can.stages}`, { remoteId: null, media })
        expect(differences(big, await target.read(put))).toEqual([])
      }
      expect(readdirSync(join(site().folder, 'site/wp-content/uploads/2026/11')).some((name) => name === `${digest}-scaled.jpg`)).toBe(true)
    })

    it('and tells when a file on the site is not what was published', async () => {
      const target = await open()
      const media = await uploadAll(target, article())
      const put = await target.put(article(), 'file:1', { remoteId: null, media })
      const url = media.get(digestOf(PIXEL))?.url ?? ''
      writeFileSync(join(site().folder, 'site', new URL(url).pathname), 'other bytes')
      expect(differences(article(), await (await open()).read(put)).map((one) => one.field)).toContain('media')
      rmSync(join(site().folder, 'site', new URL(url).pathname))
      expect((await (await open()).read(put)).media.find((one) => one.url === url)).toMatchObject({ ok: false })
      writeFileSync(join(site().folder, 'site', new URL(url).pathname), PIXEL)
    })

    it('asked for as a page where REST answers only to those who are logged in', async () => {
      const target = await open()
      const put = await target.put(plain(), 'closed:1', NOWHERE)
      site().extra(
        "add_filter( 'rest_authentication_errors', function ( $e ) { return is_user_logged_in() ? $e : new WP_Error( 'rest_closed', 'x', array( 'status' => 401 ) ); } );",
      )
      expect(differences(plain(), await target.read(put))).toEqual([])
      await site().sql(`update wp_posts set post_status='private' where ID=${put.remoteId}`)
      expect((await target.read(put)).status).not.toBe(200)
    })

    it('and says no when it is not public: draft, pending, private, with a password', async () => {
      const target = await open()
      const put = await target.put(plain(), 'hidden:1', NOWHERE)
      for (const status of ['draft', 'pending', 'private', 'future']) {
        await site().sql(`update wp_posts set post_status='${status}' where ID=${put.remoteId}`)
        expect((await target.read(put)).status).toBe(404)
      }
      await site().sql(`update wp_posts set post_status='publish', post_password='x' where ID=${put.remoteId}`)
      expect(differences(plain(), await target.read(put))).not.toEqual([])
    })
  })

  describe('refuses before anything is sent', () => {
    it.each([
      ['a script', '<script>alert(1)</script>'],
      ['a handler', '<p onclick="x()">x</p>'],
      ['a picture from elsewhere', '<img src="https://mmbiz.qpic.cn/x">'],
      ['a link that runs', '<a href=" javascript:x">x</a>'],
      ['a block of WordPress in a comment', '<p>x</p><!-- wp:shortcode -->[x]<!-- /wp:shortcode -->'],
      ['a style that loads', '<p style="background:url(http://x)">x</p>'],
      ['half a tag', '<p>x</p><a href="x'],
    ])('%s', async (_, html) => {
      const target = await open()
      expect(await codeOf(target.put(plain({ html }), 'hostile:1', NOWHERE))).toBe('target-refused')
      expect(await entriesOf('hostile:1')).toEqual([])
    })

    it('files of a type the site does not take, whoever says so', async () => {
      const bytes = Buffer.from('PK an ofd document')
      files.set(digestOf(bytes), bytes)
      const asset = { digest: digestOf(bytes), mediaType: 'application/ofd', name: '公文.ofd', alt: '' }
      const before = await site().sql('select count(*) from wp_posts')
      expect(await codeOf((await open()).upload(asset))).toBe('target-refused')
      expect(await codeOf((await draftWay()).upload(asset))).toBe('target-refused')
      expect(await codeOf((await open()).upload({ ...asset, mediaType: 'image/svg+xml' }))).toBe('target-refused')
      // declared, and yet refused by the site: final too, though WordPress answers 500
      expect(await codeOf((await open({ options: { fileTypes: ['ofd'] } })).upload(asset))).toBe('target-refused')
      expect(await codeOf((await draftWay({ options: { fileTypes: ['ofd'] } })).upload(asset))).toBe('target-refused')
      expect(await site().sql('select count(*) from wp_posts')).toEqual(before)
    })

    it('dates that are in no calendar, or not yet', async () => {
      const target = await open()
      for (const publishedAt of ['2019-02-30T10:00:00+08:00', '2019-13-01T10:00:00+08:00', '2019-02-28T10:00', '2999-01-01T00:00:00+08:00'])
        expect(await codeOf(target.put(plain({ publishedAt }), 'date:1', NOWHERE))).toBe('target-refused')
      expect(await entriesOf('date:1')).toEqual([])
    })

    it('an article whose file was never uploaded', async () => {
      expect(await codeOf((await open()).put(article(), 'nofile:1', NOWHERE))).toBe('target-refused')
    })
  })
})
