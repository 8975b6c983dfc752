// The small rules of web archives: what hides in addresses, which addresses are one, which digests fit, and what is written into pages.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hideSecrets, looseAddress } from '../../../src/sources/web-archive/address.ts'
import { digestFits } from '../../../src/sources/web-archive/digests.ts'
import { readHeadLines } from '../../../src/sources/web-archive/fields.ts'
import { apart } from '../../../src/sources/web-archive/inline-data.ts'
import { savedPage } from '../../../src/sources/web-archive/saved-page.ts'

describe('secrets in addresses', () => {
  it.each([
    ['https://a.cn/x?access_token=s3cr3tvalue&id=1', 'https://a.cn/x?access_token=REDACTED&id=1'],
    ['https://user:pw@a.cn/x', 'https://a.cn/x'],
    ['https://a.cn/x?SUB=_2Akm&sub=news', 'https://a.cn/x?SUB=REDACTED&sub=news'],
    ['https://a.cn/x;jsessionid=0A1B2C?id=3', 'https://a.cn/x;jsessionid=REDACTED?id=3'],
    ['https://a.cn/x?password=1&sessionid=2&cookie=3', 'https://a.cn/x?password=REDACTED&sessionid=REDACTED&cookie=REDACTED'],
    ['https://a.cn/x?%61ccess_token=abc', 'https://a.cn/x?%61ccess_token=REDACTED'],
    ['https://a.cn/x?sign=9f86d081884c7d65&sig=ab12cd34ef', 'https://a.cn/x?sign=REDACTED&sig=REDACTED'],
    ['https://a.cn/go?u=https%3A%2F%2Fb.cn%2F%3Ftoken%3Dabc%26n%3D1', 'https://a.cn/go?u=https%3A%2F%2Fb.cn%2F%3Ftoken%3DREDACTED%26n%3D1'],
    ['https://a.cn/x#access_token=abc', 'https://a.cn/x#access_token=REDACTED'],
  ])('are hidden: %s', (given, hidden) => {
    expect(hideSecrets(given)).toBe(hidden)
    expect(hideSecrets(hidden)).toBe(hidden)
  })

  it.each([
    'https://a.cn/show.asp?sid=77&id=3',
    'https://a.cn/search?key=%E9%98%B2%E6%B1%9B',
    'https://a.cn/x?monkey=1&design=blue&page=2',
  ])('are not seen in numbers of a database and words that were looked for: %s', (given) => {
    expect(hideSecrets(given)).toBe(given)
  })
})

describe('addresses', () => {
  it('are one whatever scheme, port, slash, fragment, tracking or secret they are written with', () => {
    const forms = [
      'http://A.cn:80/n/1?id=2',
      'https://a.cn/n/1/?id=2#top',
      'https://a.cn/n/1?utm_source=x&id=2&spm=1',
      'http://a.cn/n/1?id=2&_=17000',
    ]
    expect(new Set(forms.map(looseAddress))).toEqual(new Set(['a.cn/n/1?id=2']))
    expect(looseAddress('http://a.cn/x;jsessionid=0A1B?id=3')).toBe(looseAddress('http://a.cn/x?id=3'))
    expect(looseAddress('http://a.cn/?t=1&token=abc')).toBe(looseAddress('http://a.cn?t=1&token=xyz'))
  })

  it('are two when path, query or port differ, and none when they are not of the web', () => {
    expect(
      new Set(['http://a.cn/n/1', 'http://a.cn/N/1', 'http://a.cn/n/1?id=1', 'http://a.cn:8080/n/1', 'http://b.cn/n/1'].map(looseAddress))
        .size,
    ).toBe(5)
    for (const other of ['dns:a.cn', 'javascript:x()', 'n/1', '', 'http://[']) expect(looseAddress(other)).toBe(null)
  })
})

describe('digests of records', () => {
  const bytes = Buffer.from('as it was sent')
  const others = [Buffer.from('other'), bytes]
  it.each([
    `sha1:${createHash('sha1').update(bytes).digest('hex')}`,
    'sha1:' + base32(createHash('sha1').update(bytes).digest()),
    'SHA1:' + base32(createHash('sha1').update(bytes).digest()).toLowerCase(),
    `sha256:${createHash('sha256').update(bytes).digest('hex').toUpperCase()}`,
    `sha-256:${createHash('sha256').update(bytes).digest('base64')}`,
    `md5:${createHash('md5').update(bytes).digest('hex')}`,
  ])('fit in %s', (said) => {
    expect(digestFits(said, others)).toBe(true)
    expect(digestFits(said, [Buffer.from('as it was sent!')])).toBe(false)
  })

  it('of unknown kinds prove nothing', () => {
    for (const said of ['crc32:12345678', 'constructor:abc', 'sha1', '']) expect(digestFits(said, others)).toBe(null)
  })
})

describe('heads', () => {
  it('lose cookies and authorizations before anybody sees them', () => {
    const head = readHeadLines(
      Buffer.from('HTTP/1.1 200 OK\r\nSet-Cookie: SUB=1\r\nAuthorization: Basic x\r\n y\r\nETag: "a"\r\n b\r\netag: "c"\r\n\r\nbody'),
    )
    expect([...(head?.fields ?? [])]).toEqual([['etag', '"a" b']])
  })
})

describe('things written into a page', () => {
  const data = Buffer.alloc(300, 7).toString('base64')
  it('are set aside under one name each, with their bytes; small ones stay', () => {
    const html = `<img src="data:image/png;base64,${data}"><p style="background:url(data:image/png;base64,${data})"><img src='data:image/gif;base64,R0lGOD'>`
    const { html: left, things } = apart(html)
    expect(things.size).toBe(1)
    const [[name, bytes] = ['', () => Buffer.alloc(0)]] = [...things]
    expect(left).toBe(`<img src="${name}"><p style="background:url(${name})"><img src='data:image/gif;base64,R0lGOD'>`)
    expect(bytes()).toEqual(Buffer.alloc(300, 7))
  })

  it('cost no more than the page is long, also when none of them ends', () => {
    const { things } = apart('data:image/png;base64,'.repeat(100_000))
    expect(things.size).toBeLessThanOrEqual(2000)
  })
})

describe('saved pages', () => {
  it('say where and when they were, by SingleFile, by the browser, or by their own head', () => {
    const single =
      '<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://a.cn/1.html \n saved date: Wed May 08 2024 10:32:00 GMT+0800 (China Standard Time)\n--><head>'
    expect(savedPage(Buffer.from(single))).toEqual({ url: 'https://a.cn/1.html', savedAt: '2024-05-08T02:32:00.000Z' })
    expect(savedPage(Buffer.from('<!-- saved from url=(0019)https://a.cn/2.html -->\n<html>')).url).toBe('https://a.cn/2.html')
    expect(savedPage(Buffer.from('<html><head><link rel="canonical" href="https://a.cn/3.html?a=1&amp;b=2">')).url).toBe(
      'https://a.cn/3.html?a=1&b=2',
    )
    expect(savedPage(Buffer.from('<html><body>nothing</body>'))).toEqual({ url: null, savedAt: null })
  })
})

function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{5}/g) ?? []).map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five, 2)]).join('')
}
