// Chromium as the judge: nothing in a draft runs, and nothing is asked of any server.
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { expect, it } from 'vitest'
import { sound } from '../kits/step-kit.ts'

const CHROMIUM = '/usr/bin/chromium'
const missing = !existsSync(CHROMIUM)

const PAYLOADS = [
  '<script>hit(1)</script>',
  '<img src=x onerror=hit(1)>',
  '<svg onload=hit(1)>',
  '<svg><script>hit(1)</script></svg>',
  '<a href="javascript:hit(1)">x</a>',
  '<iframe src="javascript:hit(1)"></iframe>',
  '<iframe srcdoc="<script>parent.hit(1)</script>"></iframe>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=hit(1)&gt;">',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=hit(1)>',
  '<noscript><p title="</noscript><img src=x onerror=hit(1)>">',
  '<xmp><img src=x onerror=hit(1)></xmp>',
  '<textarea><img src=x onerror=hit(1)></textarea>',
  '<style>@import "http://evil.test/x.css";</style>',
  '<p style="background:url(http://evil.test/b.png)">x</p>',
  '<img src="http://evil.test/i.png" srcset="http://evil.test/j.png 2x">',
  '<video poster="http://evil.test/p.png" src="http://evil.test/v.mp4"></video>',
  '<link rel=stylesheet href=http://evil.test/c.css>',
  '<meta http-equiv=refresh content="0;url=http://evil.test/">',
  '<base href="http://evil.test/"><img src=a>',
  '<object data="http://evil.test/o"></object><embed src="http://evil.test/e">',
  '<details open ontoggle=hit(1)>x</details>',
  '<a href="data:text/html,<script>hit(1)</script>">x</a>',
  '<p title="&quot;><img src=x onerror=hit(1)>">x</p>',
  '<img alt="&quot; onerror=hit(1) x=&quot;" src="&quot; onerror=hit(1)">',
  '<a href="https://a.cn/&quot; onmouseover=hit(1)">x</a>',
  '<input autofocus onfocus=hit(1)>',
  '<marquee onstart=hit(1)>x</marquee>',
  '<audio src=x onerror=hit(1)>',
  '<template><img src=x onerror=hit(1)></template>',
  '<svg><use href="http://evil.test/u.svg#a"/><image href="http://evil.test/s.png"/></svg>',
  '<pre data-lang="&quot;><img src=x onerror=hit(1)>">x</pre>',
  '<td colspan="1&quot; onclick=hit(1)">',
  '<p id="&quot;><script>hit(1)</script>">x</p><a href="#&quot;><script>hit(1)</script>">y</a>',
  '<mpvoice name="&lt;img src=x onerror=hit(1)&gt;" voice_encode_fileid="a">',
  '<mp-common-profile data-nickname="<img src=x onerror=hit(1)>">',
  '<iframe data-src="https://v.qq.com/x?vid=a&quot;><img src=x onerror=hit(1)>"></iframe>',
  'text <![CDATA[<img src=x onerror=hit(1)>]]>',
  '<?xml <img src=x onerror=hit(1)>?>',
  '<!--><img src=x onerror=hit(1)>-->',
]

it.skipIf(missing)(
  `runs nothing and asks for nothing in Chromium${missing ? ' (skipped: /usr/bin/chromium is not installed)' : ''}`,
  async () => {
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    })
    try {
      const page = await browser.newPage()
      const asked: string[] = []
      await page.route('**', (route) => {
        if (!/^(?:asset|data|about):/.test(route.request().url())) asked.push(route.request().url())
        return route.abort()
      })
      const drafts = PAYLOADS.map((payload) => sound(`<p>前</p>${payload}<p>后</p>`).draft.html)
      const shown = async (html: string): Promise<unknown> => {
        await page.setContent(`<!DOCTYPE html><script>hits = 0; function hit() { hits += 1 }</script><body>${html}</body>`, {
          waitUntil: 'load',
        })
        await page.waitForTimeout(300)
        return page.evaluate('hits')
      }
      // The control: the same browser does run the payload when nobody cleans it.
      expect(await shown('<img src="data:,x" onerror="hit(1)">')).toBe(1)
      asked.length = 0
      for (const [at, html] of drafts.entries()) {
        expect(html, PAYLOADS[at]).not.toMatch(/\son\w+=(?![^<]*<)/i)
        await page.setContent(`<!DOCTYPE html><body>${html}</body>`, { waitUntil: 'domcontentloaded' })
        expect(
          await page.evaluate('document.querySelectorAll("body script, iframe, object, embed, form, svg, math, style, link, meta").length'),
          PAYLOADS[at],
        ).toBe(0)
      }
      asked.length = 0
      expect(await shown(drafts.join(''))).toBe(0)
      expect(asked).toEqual([])
    } finally {
      await browser.close()
    }
  },
)
