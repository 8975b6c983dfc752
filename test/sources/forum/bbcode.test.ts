// What each tag of phpwind's and Discuz!'s BBCode becomes, and what stays text.
import { describe, expect, it } from 'vitest'
import { htmlOfCode } from '../../../src/sources/forum/bbcode.ts'
import type { CodeOptions } from '../../../src/sources/forum/bbcode-writing.ts'

const PLAIN: CodeOptions = {
  isHtml: false,
  hasCode: true,
  whole: (address) => new URL(address, 'http://b.cn/').href,
  attachments: new Map([
    ['1', { aid: '1', name: 'a.png', ref: 'http://b.cn/a.png', isImage: true, description: '会场', guarded: false }],
    ['2', { aid: '2', name: '议程.pdf', ref: 'http://b.cn/b.pdf', isImage: false, description: '', guarded: false }],
  ]),
}

const CASES: readonly (readonly [code: string, html: string])[] = [
  ['[b]粗[i]斜[/i][/b]', '<strong>粗<em>斜</em></strong>'],
  ['[B]大写[/b]', '<strong>大写</strong>'],
  ['[color=red][size=3][font=宋体]字[/font][/size][/color]', '字'],
  ['[b][i]交叉[/b]外[/i]', '<strong><em>交叉</em></strong>外'],
  ['a[i]=b[i]+1', 'a[i]=b[i]+1'],
  ['〔2012〕[附件1] [1] [注]', '〔2012〕[附件1] [1] [注]'],
  ['[foo=1]未知[/foo]', '未知'],
  ['[/foo]只有尾', '[/foo]只有尾'],
  ['1 < 2 & 3', '1 &lt; 2 &amp; 3'],
  ['一\r\n二\n三', '一<br>二<br>三'],
  ['[url]http://a.cn/x[/url]', '<a href="http://a.cn/x">http://a.cn/x</a>'],
  ['[url=www.a.cn/,1]名[/url]', '<a href="http://www.a.cn/">名</a>'],
  ['[url=read.php?tid=5][b]旧帖[/b][/url]', '<a href="http://b.cn/read.php?tid=5"><strong>旧帖</strong></a>'],
  ['[url=javascript:alert(1)]坏[/url]', '坏'],
  ['[email=a@b.cn]信箱[/email]', '信箱'],
  ['[img=300,200]x/y.png[/img]', '<img src="http://b.cn/x/y.png" alt="">'],
  ['[attach]1[/attach][attachment=2]', '<img src="http://b.cn/a.png" alt="会场"><a href="http://b.cn/b.pdf">议程.pdf</a>'],
  ['[code]if (a[0]) [b]\n  x[/code]', '<pre>if (a[0]) [b]\n  x</pre>'],
  ['[quote]引[/quote]答', '<blockquote>引</blockquote>答'],
  ['[list=1]\n[*]甲\n[*]乙\n[/list]', '<ol>\n<li>甲<br></li><li>乙<br></li></ol>'],
  ['[list][li]甲[/li][/list]', '<ul><li>甲</li></ul>'],
  ['[table=98%]\n[tr][td=2,1]甲[/td][/tr]\n[/table]', '<table>\n<tr><td colspan="2" rowspan="1">甲</td></tr>\n</table>'],
  ['[align=center]中[/align]', '<div align="center">中</div>'],
  ['[media=swf,400,300]http://v.cn/a.mp4[/media]', '<video src="http://v.cn/a.mp4"></video>'],
  ['好{:1_12:}[s:5]', '好[表情][表情]'],
  ['[hr]', '<hr>'],
]

describe('BBCode', () => {
  it.each(CASES)('%j', (code, html) => {
    expect(htmlOfCode(code, PLAIN).html).toBe(html)
  })
  it('of phpwind is HTML already: breaks and entities stay', () => {
    expect(htmlOfCode('甲<br />\n乙 &quot;丙&quot; [b]丁[/b]', { ...PLAIN, isHtml: true }).html).toBe(
      '甲<br>\n乙 &quot;丙&quot; <strong>丁</strong>',
    )
  })
  it('that its author switched off stays text', () => {
    expect(htmlOfCode('[b]不是标签[/b]\n', { ...PLAIN, hasCode: false }).html).toBe('[b]不是标签[/b]<br>')
  })
  it('tells of text that was hidden, sold or locked, and of files that nobody has', () => {
    for (const code of ['[hide]密[/hide]', '[hide=5]密[/hide]', '[sell=3,1]密[/sell]', '[post]密[/post]']) {
      expect(htmlOfCode(code, PLAIN)).toMatchObject({ html: '密', remarks: [{ code: 'hidden-content' }] })
    }
    expect(htmlOfCode('[password]123[/password]', PLAIN)).toMatchObject({ html: '', remarks: [{ code: 'hidden-content' }] })
    expect(htmlOfCode('[attach]99[/attach]', PLAIN)).toMatchObject({ html: '', remarks: [{ code: 'media-missing' }] })
  })
})
