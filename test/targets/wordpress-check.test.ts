// What the target `wordpress` tells of a site before anything is sent, what its failures mean, and what the plugin lets nobody do.
import { describe, expect, it } from 'vitest'
import { entryName } from '../../src/targets/entry-name.ts'
import { COLUMNS } from '../kits/target-kit.ts'
import { codeOf, NOWHERE, onWordpress, plain } from '../kits/wordpress-room.ts'
import type { Opening } from '../kits/wordpress-target.ts'

onWordpress('a wordpress that is not as it should be', ({ site, open, draftWay, rest, entriesOf }) => {
  describe('check', () => {
    const failing = async (opening: Opening = {}): Promise<Record<string, string>> =>
      Object.fromEntries((await (await open(opening)).check()).filter((one) => !one.ok).map((one) => [one.what, one.detail]))

    it.each<[string, Opening, string, RegExp]>([
      ['a wrong password', { password: 'AAAA BBBB CCCC' }, 'login', /应用程序密码不对.*Wrong user name or Application Password/],
      ['a wrong address', { options: { url: '/nowhere' } }, 'site', /没有 WordPress 的 REST 接口.*no WordPress REST interface/],
      ['an address the site does not use itself', { options: { url: '@localhost' } }, 'site', /自称 http.*calls itself http/],
      ['a role that may not publish', { role: 'contributor' }, 'rights', /无权: 发布.*may not publish/],
      ['a role that may do nothing', { role: 'subscriber' }, 'rights', /无权: 写稿/],
      [
        'a contributor without the plugin',
        { role: 'contributor', options: { plugin: false, status: 'pending' } },
        'look-up',
        /去掉投稿者.*drops the slug/,
      ],
      [
        'a missing category that may not be made',
        { columns: [{ ...COLUMNS[0], id: 'no', name: '无此栏目' } as never], options: { createCategories: false } },
        'columns',
        /缺少分类: 无此栏目.*lacks the categories for: no/,
      ],
      [
        'a role that may not make categories',
        { role: 'author', columns: [{ ...COLUMNS[0], id: 'no', name: '无此栏目' } as never] },
        'columns',
        /无权新建.*may not make them/,
      ],
      [
        'a number of no category',
        { options: { categories: { notice: 999_999 } } },
        'columns',
        /没有所写编号的分类.*no category of the number/,
      ],
      ['no such type', { options: { type: 'nothing' } }, 'plugin', /不应答/],
    ])('tells of %s', async (_, opening, what, sentence) => {
      const path = opening.options?.['url']
      const url =
        typeof path === 'string'
          ? { url: path === '@localhost' ? site().url.replace('127.0.0.1', 'localhost') : `${site().url}${path}` }
          : {}
      expect((await failing({ ...opening, options: { ...opening.options, ...url } }))[what]).toMatch(sentence)
    })

    it.each<[string, string, string, RegExp]>([
      [
        'a site that takes no Application Passwords',
        "add_filter( 'wp_is_application_passwords_available', '__return_false' );",
        'https',
        /https.*https/,
      ],
      [
        'a read-only interface',
        "add_filter( 'rest_endpoints', function ( $e ) { foreach ( $e['/wp/v2/posts'] as $i => $r ) { if ( is_int( $i ) && str_contains( is_array( $r['methods'] ) ? implode( array_keys( $r['methods'] ) ) : $r['methods'], 'POST' ) ) unset( $e['/wp/v2/posts'][ $i ] ); } return $e; } );",
        'rights',
        /只读.*read-only/,
      ],
      ['a site that strips html', "add_filter( 'content_save_pre', 'wp_strip_all_tags' );", 'html', /会改动.*changes: .*table/],
      [
        'a closed interface',
        "add_filter( 'rest_authentication_errors', function () { return new WP_Error( 'rest_closed', 'x', array( 'status' => 403 ) ); } );",
        'site',
        /不让外部访问.*closes its REST/,
      ],
      ['another time zone', "add_filter( 'pre_option_gmt_offset', function () { return 0; }, 99 );", 'time zone', /UTC\+0.*UTC\+0/],
      ['a site without a bin', "define( 'EMPTY_TRASH_DAYS', 0 );", 'bin', /回收站.*no bin/],
      [
        'a log-in that does not arrive',
        "unset( $_SERVER['PHP_AUTH_USER'], $_SERVER['PHP_AUTH_PW'], $_SERVER['HTTP_AUTHORIZATION'] );",
        'login',
        /没有把 Authorization 头.*does not hand/,
      ],
    ])('tells of %s', async (_, code, what, sentence) => {
      site().extra(code)
      expect((await failing())[what]).toMatch(sentence)
    })

    it('tells of a plugin that is declared and not there', async () => {
      site().plugin(false)
      try {
        expect((await failing())['plugin']).toMatch(/没有 guiji 插件.*has no guiji plugin/)
        expect(await failing({ options: { plugin: false } })).toEqual({})
      } finally {
        site().plugin(true)
      }
    })

    it('tells of a server that is not there, and of one that asks for https', async () => {
      expect((await failing({ options: { url: 'http://127.0.0.1:9' } }))['site']).toMatch(/没有应答.*does not answer/)
      expect(await failing()).toEqual({})
    })

    it('writes nothing', async () => {
      const before = await site().sql('checksum table wp_posts, wp_postmeta, wp_terms, wp_term_taxonomy')
      await failing()
      await failing({ options: { plugin: false } })
      expect(await site().sql('checksum table wp_posts, wp_postmeta, wp_terms, wp_term_taxonomy')).toEqual(before)
    })
  })

  describe('failures', () => {
    it('say that nothing was done when the log-in is refused', async () => {
      for (const plugin of [true, false]) {
        const target = await open({ password: 'AAAA BBBB', options: { plugin, categories: { notice: 1 } } })
        expect(await codeOf(target.put(plain(), 'denied:1', NOWHERE))).toBe('target-denied')
      }
      expect(await codeOf((await open({ role: 'contributor' })).put(plain(), 'denied:2', NOWHERE))).toBe('target-denied')
    })

    it('stop the run when the interface or the plugin is not there', async () => {
      const target = await open()
      site().plugin(false)
      try {
        expect(await codeOf(target.put(plain(), 'gone:1', NOWHERE))).toBe('target-denied')
        expect(await codeOf((await draftWay({ options: { url: `${site().url}/wp-includes` } })).find('gone:1'))).toBe('target-denied')
      } finally {
        site().plugin(true)
      }
    })

    it('say that nobody knows when the server breaks, and that it rests when it says so', async () => {
      const answers: readonly [string, string][] = [
        [
          "add_filter( 'rest_pre_dispatch', function ( $r, $s, $q ) { if ( 'POST' === $q->get_method() ) { status_header( 500 ); exit( 'x' ); } return $r; }, 1, 3 );",
          'target-unknown-outcome',
        ],
        [
          "add_filter( 'rest_pre_dispatch', function ( $r, $s, $q ) { if ( 'POST' === $q->get_method() ) exit( 'Warning: no json' ); return $r; }, 1, 3 );",
          'target-unknown-outcome',
        ],
        [
          "add_filter( 'rest_pre_dispatch', function ( $r, $s, $q ) { return 'POST' === $q->get_method() ? array( 'ok' => true ) : $r; }, 1, 3 );",
          'target-unknown-outcome',
        ],
        [
          "add_filter( 'rest_pre_dispatch', function ( $r, $s, $q ) { return 'POST' === $q->get_method() ? new WP_Error( 'slow', 'x', array( 'status' => 429 ) ) : $r; }, 1, 3 );",
          'target-busy',
        ],
      ]
      for (const [code, expected] of answers) {
        site().extra(code)
        for (const target of [await open(), await draftWay()]) expect(await codeOf(target.put(plain(), 'broken:1', NOWHERE))).toBe(expected)
      }
      site().extra(null)
      await site().kill('nginx')
      try {
        expect(await codeOf((await open()).find('broken:1'))).toBe('target-unreachable')
        expect(await codeOf((await open()).put(plain(), 'broken:1', NOWHERE))).toBe('target-unreachable')
      } finally {
        await site().start('nginx')
      }
      await site().kill('php')
      try {
        expect(await codeOf((await open({ options: { categories: { notice: 1 } } })).put(plain(), 'broken:1', NOWHERE))).toMatch(
          /target-un/,
        )
      } finally {
        await site().start('php')
      }
      await site().restart('mariadb')
      expect(await entriesOf('broken:1')).toEqual([])
    })
  })

  describe('the must-use plugin', () => {
    const entries = (fields: object = {}, more: object = {}): object => ({
      type: 'posts',
      taxonomy: 'categories',
      entries: [
        {
          name: entryName('plugin:1'),
          digest: 'a'.repeat(64),
          fields: { title: 'x', content: 'y', status: 'publish', ...fields },
          ...more,
        },
      ],
    })

    it('answers nobody without log-in or right', async () => {
      const bodies: readonly [string, object | null][] = [
        ['/guiji/v1/entries', entries()],
        [`/guiji/v1/find?type=posts&names[]=${entryName('once:1')}`, null],
        ['/guiji/v1/site', { type: 'posts', sample: '' }],
        [`/guiji/v1/media?digest=${'a'.repeat(64)}&ending=png&md5=${'a'.repeat(32)}`, {}],
      ]
      for (const [path, body] of bodies) {
        expect((await rest(path, body, null)).status).toBe(401)
        expect((await rest(path, body, 'subscriber')).status).toBe(403)
      }
      expect(await entriesOf('plugin:1')).toEqual([])
    })

    it('gives no right that WordPress does not give', async () => {
      const put = await (await open()).put(plain(), 'plugin:2', NOWHERE)
      const mine = { name: entryName('plugin:2') }
      const told = async (body: object): Promise<unknown> => await (await rest('/guiji/v1/entries', body, 'contributor')).json()
      expect(await told(entries({ status: 'pending' }, mine))).toEqual({ entries: [{ code: 'rest_cannot_edit', http: 403 }] })
      expect(await told(entries({ status: 'pending' }, { id: Number(put.remoteId) }))).toEqual({
        entries: [{ code: 'rest_cannot_edit', http: 403 }],
      })
      expect(await told(entries())).toEqual({ entries: [{ code: 'rest_cannot_publish', http: 403 }] })
      const found = await (await rest(`/guiji/v1/find?type=posts&names[]=${mine.name}`, null, 'contributor')).json()
      expect(found).toEqual({ entries: [{ code: 'guiji_denied' }] })
    })

    it('takes only what it knows', async () => {
      for (const body of [
        entries({ post_author: 1 }),
        entries({ status: 'private' }),
        entries({}, { name: "guiji-' or 1=1" }),
        entries({}, { name: 'x' }),
        { ...entries(), type: 'attachment' },
        { ...entries(), type: '../users' },
        { type: 'posts', taxonomy: 'categories', entries: [] },
      ])
        expect((await rest('/guiji/v1/entries', body)).status).toBeGreaterThanOrEqual(400)
      expect((await rest(`/guiji/v1/find?type=posts${`&names[]=${entryName('x')}`.repeat(26)}`)).status).toBe(400)
      expect((await rest("/guiji/v1/find?type=posts&names[]=guiji-'")).status).toBe(400)
    })

    it('lets nobody else write the key of an entry, and shows it to editors only', async () => {
      const put = await (await open()).put(plain(), 'plugin:3', NOWHERE)
      const path = `/wp/v2/posts/${put.remoteId}`
      await rest(path, { meta: { guiji_key: entryName('other'), guiji_digest: 'x' } })
      const seen = (await (await rest(`${path}?context=edit`)).json()) as { meta: Record<string, string> }
      expect(seen.meta).toMatchObject({ guiji_key: entryName('plugin:3'), guiji_digest: put.digest })
      expect(await (await rest(path, null, null)).text()).not.toContain('guiji_key')
    })
  })
})
