// What a stored file must be to stand in a draft: placeholders, files of another kind, covers.
import { describe, expect, it } from 'vitest'
import type { Asset } from '../../src/domain/asset.ts'
import { assetOf, nearOf, sound } from '../kits/step-kit.ts'

const address = (id: string, size = '640') => `https://mmbiz.qpic.cn/mmbiz_png/${id.repeat(24)}/${size}?wx_fmt=png`
const near = (stored: readonly (readonly [string, Asset | null])[]) =>
  nearOf({ media: new Map(stored.map(([name, asset]) => [name, { asset, missing: asset === null ? 'media-remote' : null }])) })
const shown = (html: string, stored: readonly (readonly [string, Asset | null])[]) => {
  const { draft, findings } = sound(`<p>文</p>${html}`, {}, near(stored))
  return {
    stored: draft.media.map(({ digest }) => digest !== null),
    holds: findings.filter(({ level }) => level === 'hold').map(({ code }) => code),
  }
}
const img = (id: string, width: number | '') => `<img data-src="${address(id)}" data-ratio="0.6667" data-w="${width}" src="assets/x.png">`
const picture = (width: number, bytes: number, more: Partial<Asset> = {}) =>
  assetOf('a', 'image/png', { width, height: 60, bytes, ...more })

describe('a picture that is far smaller than its page promises', () => {
  it.each([
    ['and small as a file', img('A', 1080), [[address('A'), picture(120, 194)]]],
    [
      'and one file under two picture ids',
      img('A', 1080) + img('B', 1080),
      [
        [address('A'), picture(120, 50_000)],
        [address('B'), picture(120, 50_000)],
      ],
    ],
  ] as const)('is the placeholder of the platform: %s', (_, html, stored) => {
    const seen = shown(html, stored)
    expect(new Set(seen.holds)).toEqual(new Set(['media-placeholder']))
    expect(seen.stored.every((one) => !one)).toBe(true)
  })
  it.each([
    ['a picture of the promised width', img('A', 120), [[address('A'), picture(120, 194)]]],
    ['a picture of a third of the promised width', img('A', 360), [[address('A'), picture(120, 194)]]],
    ['a small picture whose page promises nothing', img('A', ''), [[address('A'), picture(120, 194)]]],
    [
      'a large file under one id in two sizes',
      img('A', 1080),
      [
        [address('A'), picture(120, 50_000)],
        [address('A', '0'), picture(120, 50_000)],
      ],
    ],
    [
      'a drawing',
      img('A', 1080),
      [[address('A'), picture(120, 194, { mediaType: 'image/svg+xml', publishDigest: 'b'.repeat(64), publishType: 'image/png' })]],
    ],
  ] as const)('is none when it is %s', (_, html, stored) => {
    expect(shown(html, stored)).toEqual({ stored: [true], holds: [] })
  })
})

describe('a file of another kind than the page needs', () => {
  it('is refused: text as a picture, a picture as a sound', () => {
    expect(shown('<img src="a.png">', [['a.png', assetOf('a', 'text/plain')]])).toEqual({ stored: [false], holds: ['media-broken'] })
    expect(shown('<mpvoice voice_encode_fileid="X" name="声"></mpvoice>', [['voice:X', assetOf('a', 'image/png')]])).toMatchObject({
      stored: [],
      holds: expect.arrayContaining(['media-broken']) as string[],
    })
  })
})

describe('a cover', () => {
  const cover = (asset: Asset | null) =>
    sound('<p>文</p>', { media: [{ kind: 'image', ref: address('C', '0'), role: 'cover' }] }, near([[address('C', '0'), asset]]))
  it.each([
    ['media-remote', null],
    ['media-broken', assetOf('c', 'image/png', { fault: 'media-broken' })],
    ['media-broken', assetOf('c', 'text/plain')],
  ] as const)('that cannot be shown is told (%s) and holds nothing back', (code, asset) => {
    const { draft, findings } = cover(asset)
    expect(draft.media).toMatchObject([{ role: 'cover', digest: null }])
    expect(findings).toContainEqual({ code, level: 'info', about: address('C', '0') })
    expect(findings.filter(({ level }) => level === 'hold')).toEqual([])
  })
  it('never lowers the finding of the same picture in the body', () => {
    const { findings } = sound(
      `<p>文</p><img data-src="${address('C', '0')}">`,
      { media: [{ kind: 'image', ref: address('C', '0'), role: 'cover' }] },
      near([[address('C', '0'), null]]),
    )
    expect(
      findings
        .filter(({ code }) => code === 'media-remote')
        .map(({ level }) => level)
        .sort(),
    ).toEqual(['hold', 'info'])
  })
})

describe('a picture that is published in other bytes than came', () => {
  it('is named by the published bytes and says no length', () => {
    const asset = assetOf('a', 'image/jpeg', { publishDigest: 'b'.repeat(64), publishType: 'image/jpeg' })
    expect(sound('<img src="a.jpg">', {}, near([['a.jpg', asset]])).draft.media).toMatchObject([{ digest: 'b'.repeat(64), bytes: null }])
  })
})

describe('a film or sound that the archive names but does not hold', () => {
  it.each([
    ['video', 'video-not-stored', true],
    ['audio', 'audio-not-stored', true],
    ['video', 'video-not-stored', false],
  ] as const)('of a %s post is told as %s', (kind, code, named) => {
    const ref = 'https://mpvideo.qpic.cn/1.f10002.mp4'
    const { draft, findings } = sound('<p>文</p>', { kind, media: [{ kind, ref, role: 'body' }] }, near(named ? [[ref, null]] : []))
    expect(draft.media).toMatchObject([{ kind, digest: null }])
    expect(findings.filter(({ level }) => level === 'hold').map((one) => one.code)).toEqual([code])
  })
})
