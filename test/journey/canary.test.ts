// Numbers of people who do not exist, wherever a post can hold them: none stands in clear in what is printed, queued, logged or found.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { onBothBackends, type Place } from '../kits/guiji.ts'
import { MADE_ID, MADE_MOBILE } from '../kits/made-numbers.ts'
import { zip } from '../attached/made-files.ts'

const SECRETS = [MADE_ID, MADE_MOBILE]

function page(mid: number, title: string, body: string): string {
  const address = `http://mp.weixin.qq.com/s?__biz=OTkwMDAwMDA4OA==&amp;mid=${mid}&amp;idx=1&amp;sn=${'0'.repeat(32)}`
  return `<!DOCTYPE html><html><head><meta charset="utf-8"><meta property="og:title" content="${title}"><meta property="og:url" content="${address}">
<script>var biz = "OTkwMDAwMDA4OA=="; var mid = "${mid}"; var idx = "1"; var ct = "1700000000";</script></head>
<body id="activity-detail"><div id="js_article"><h1 id="activity-name">${title}</h1><div id="js_content">${body}</div></div></body></html>`
}

async function writeArchive(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const write = (name: string, text: string | Uint8Array) => writeFileSync(join(folder, name), text)
  const sheet = `<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>${MADE_ID}</v></c></row></sheetData></worksheet>`
  write(`名单${MADE_ID}.xlsx`, await zip({ 'xl/workbook.xml': '<workbook/>', 'xl/worksheets/sheet1.xml': sheet }))
  write('a.html', page(1, `公示 ${MADE_MOBILE}`, `<p>联系人手机${MADE_MOBILE},身份证${MADE_ID}。</p>`))
  write(
    'b.html',
    page(2, '附件', `<p>见<a href="名单${MADE_ID}.xlsx">名单${MADE_ID}</a>,<a href="https://x.example/?id=${MADE_ID}">查询</a></p>`),
  )
  write(
    'c.html',
    page(3, '图片', `<p>缺图<img src="${MADE_MOBILE}.jpg" alt="${MADE_ID}">坏链<a href="ht!tp://${MADE_MOBILE}">这里</a></p>`),
  )
  write(`${MADE_ID}.bin`, 'nothing')
}

onBothBackends((backend) => {
  describe('a number of a person', () => {
    let place: Place
    afterEach(() => place.end())

    it('stands in clear in the post itself only', async () => {
      place = await backend.open({ source: 'archive', settings: { GUIJI_LOG: 'debug' } })
      await writeArchive(join(place.folder, 'archive'))
      const said = [await place.run('check', place.job), await place.run('run', place.job), await place.run('audit', 'verify')]
      expect(said[1]?.code).toBeLessThan(5)
      for (const { stdout, stderr } of said) for (const secret of SECRETS) expect(stdout + stderr).not.toContain(secret)
      const found = await place.rows('select code, about, place from finding')
      expect(found.map(({ code }) => code)).toEqual(expect.arrayContaining(['id-number', 'mobile-number', 'media-missing']))
      const kept = [
        found,
        await place.rows('select kind, actor, facts from audit_event'),
        await place.rows('select state, failure, failure_about, held_from from item'),
        await place.rows('select * from run'),
        ...(place.redis === null ? [await place.rows('select * from bullmq.job')] : []),
      ]
      for (const rows of kept) for (const secret of SECRETS) expect(JSON.stringify(rows)).not.toContain(secret)
    })
  })
})
