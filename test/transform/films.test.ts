// Films and sounds of plain markup: each is counted once, whichever way it names its file, and what stands in it for old readers goes.
import { describe, expect, it } from 'vitest'
import { assetOf, nearOf, sound } from '../kits/step-kit.ts'

const near = nearOf({
  media: new Map([
    ['a.mp4', { asset: assetOf('d', 'video/mp4'), missing: null }],
    ['a.mp3', { asset: assetOf('e', 'audio/mpeg'), missing: null }],
  ]),
})
const FILM = `<p><video controls="" src="asset:${'d'.repeat(64)}"></video></p>`
const SOUND = `<p><audio controls="" src="asset:${'e'.repeat(64)}"></audio></p>`

describe('a film or sound', () => {
  it.each([
    ['<video src="a.mp4"></video>', FILM],
    ['<video controls><source src="a.mp4" type="video/mp4"></video>', FILM],
    ['<video><source src="a.webm"><source src="a.mp4"></video>', FILM],
    ['<video src="a.mp4" poster="p.jpg">您的浏览器不支持</video>', FILM],
    ['<audio src="a.mp3"></audio>', SOUND],
    ['<audio><source src="a.mp3"></audio>', SOUND],
  ])('stands once, with nothing lost: %s', (html, shown) => {
    const { draft, findings } = sound(`<p>字</p>${html}<p>后</p>`, {}, near)
    expect(draft.html).toBe(`<p>字</p>${shown}<p>后</p>`)
    expect(findings.filter(({ code }) => /lost|stored|media/.test(code))).toEqual([])
  })

  it('that is not stored is named once', () => {
    const { findings } = sound('<p>字</p><video><source src="b.mp4"></video>', {}, near)
    expect(findings.filter(({ code }) => /lost|stored|media/.test(code))).toEqual([
      expect.objectContaining({ code: 'video-not-stored', about: 'b.mp4' }),
    ])
  })
})
