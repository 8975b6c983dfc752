// The last look at html before it leaves for a site, the same for every target.
import { describe, expect, it } from 'vitest'
import { mustBeSafe } from '../../src/targets/safe-html.ts'

const ASSET = `asset:${'a'.repeat(64)}`

describe('html on its way to a site', () => {
  it.each([
    ['a script', '<p>x</p><script>1</script>'],
    ['a frame', '<iframe src="https://a.example/"></iframe>'],
    ['a drawing', '<svg><g></g></svg>'],
    ['a handler', '<p onclick="x()">x</p>'],
    ['a handler in capitals', '<IMG ONERROR="x()">'],
    ['a picture from elsewhere', '<img src="https://mmbiz.qpic.cn/x" alt="">'],
    ['a picture of the site itself, by any address', '<img src="/logo.png" alt="">'],
    ['a background', '<table background="https://a.example/x"></table>'],
    ['a style that loads', '<p style="background:url(https://a.example/x)">x</p>'],
    ['a link that runs', '<a href=" javascript:x()">x</a>'],
    ['an attribute without quotes', '<p title=x>x</p>'],
    ['a tag that does not end', '<p>x</p><img src="'],
  ])('is refused with %s', (_, html) => {
    expect(() => mustBeSafe(html)).toThrow(expect.objectContaining({ code: 'target-refused' }))
  })
  it('passes as our serializer writes it', () => {
    expect(() =>
      mustBeSafe(
        `<p style="text-align:center">1 &lt; 2 <img src="${ASSET}" alt="a > b"></p><a href="https://a.example/?a=1&amp;b=2">x</a><hr>`,
      ),
    ).not.toThrow()
  })
  it('may load what the site calls its own', () => {
    const html = '<img src="/media/ab/x.png" alt="">'
    expect(() => mustBeSafe(html)).toThrow()
    expect(() => mustBeSafe(html, (address) => address.startsWith('/media/'))).not.toThrow()
  })
})
