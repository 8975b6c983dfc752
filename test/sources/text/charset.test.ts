// Reading bytes in the right charset: by proof first, by declarations that the bytes do not contradict, by how Chinese they read.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encode } from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { charsetFacts, charsetRemarks, decode } from '../../../src/sources/text/charset.ts'

const SIMPLIFIED = '各村(居)委员会:根据县人民政府办公室通知,自来水管网检修期间,请群众提前储水。特此公告。'
const TRADITIONAL = '各村(里)辦公處:依據縣政府通知,自來水管線檢修期間,請民眾提前儲水,特此公告周知。'

function page(charset: string, body: string): string {
  return `<!doctype html><html><head><meta http-equiv="Content-Type" content="text/html; charset=${charset}"><title>公告</title></head><body><p>${body}</p></body></html>`
}

describe('proof goes before every declaration', () => {
  it.each(['gb2312', 'GBK', 'big5', 'iso-8859-1', 'shift_jis'])(
    'UTF-8 bytes whose page says %s are UTF-8, and the lie is told',
    (label) => {
      const text = page(label, SIMPLIFIED)
      const read = decode(Buffer.from(text))
      expect(read).toMatchObject({
        text,
        encoding: 'utf-8',
        doubt: false,
        holes: 0,
        firstHole: null,
        lies: true,
        declared: { page: label },
      })
      expect(charsetFacts(read)).toEqual({ charset: 'utf-8', charset_declared: label })
    },
  )

  it('UTF-8 bytes whose header says gbk are UTF-8', () => {
    const read = decode(Buffer.from(page('utf-8', SIMPLIFIED)), 'text/html; charset=GBK')
    expect(read).toMatchObject({ encoding: 'utf-8', doubt: false, lies: true, declared: { header: 'GBK', page: 'utf-8' } })
  })

  it('the charset of a script is not that of its page', () => {
    const text = `<script charset="gb2312" src="a.js"></script><meta charset="utf-8"><p>${SIMPLIFIED}</p>`
    expect(decode(Buffer.from(text))).toMatchObject({ encoding: 'utf-8', lies: false, declared: { page: 'utf-8' } })
  })

  it('ASCII is no lie in any of them', () => {
    expect(decode(Buffer.from(page('gb2312', 'abc').replace('公告', 'x')))).toMatchObject({ encoding: 'utf-8', lies: false, doubt: false })
    expect(decode(new Uint8Array())).toMatchObject({ text: '', doubt: false, lies: false })
  })

  it.each(['utf-16le', 'utf-16be'])('%s is known by its mark, and without one by its zeros', (charset) => {
    const text = page('gb2312', SIMPLIFIED)
    const bytes = encode(text, charset, { addBOM: true })
    expect(decode(bytes)).toMatchObject({ text, encoding: charset, doubt: false })
    expect(decode(bytes.subarray(2))).toMatchObject({ text, encoding: charset, doubt: false })
  })

  it('a byte order mark is no part of the text', () => {
    expect(decode(Buffer.from(`\ufeff${SIMPLIFIED}`)).text).toBe(SIMPLIFIED)
    expect(decode(Buffer.concat([Buffer.from('\ufeff'), encode(page('gbk', SIMPLIFIED), 'gbk')])).text).toBe(page('gbk', SIMPLIFIED))
  })
})

describe('GBK and Big5, which succeed on each other', () => {
  const forms = [
    ['gbk', 'gb18030', SIMPLIFIED],
    ['big5', 'big5', TRADITIONAL],
  ] as const
  for (const [charset, encoding, words] of forms) {
    it.each([charset, 'utf-8', 'iso-8859-1', charset === 'gbk' ? 'big5' : 'gb2312', 'euc-kr', 'nonsense'])(
      `${charset} bytes whose page says %s are ${encoding}`,
      (label) => {
        const text = page(label, words)
        const right = label === charset
        expect(decode(encode(text, charset))).toMatchObject({ text, encoding, doubt: false, lies: !right })
        expect(decode(encode(text, charset), `text/html;charset="${label}"`)).toMatchObject({ text, encoding, doubt: false, lies: !right })
      },
    )

    it(`${charset} bytes that nobody declares are ${encoding}, as a page and as a bare line`, () => {
      expect(decode(encode(words, charset))).toMatchObject({ text: words, encoding, doubt: false, lies: false })
    })
  }

  it('a few letters are what their page says they are', () => {
    const name = '<?xml version="1.0" encoding="big5"?><a>甬墘</a>'
    expect(decode(encode(name, 'big5'))).toMatchObject({ text: name, encoding: 'big5', doubt: false })
    const other = '<?xml version="1.0" encoding="gb2312"?><a>鄞墘</a>'
    expect(decode(encode(other, 'gbk'))).toMatchObject({ text: other, encoding: 'gb18030', doubt: false })
  })

  it('gb2312 is read with all of GB 18030: GBK characters, four-byte ones and the euro sign of one byte', () => {
    const bytes = Buffer.concat([encode('<meta charset=gb2312>村民朱镕基、喆、', 'gb18030'), Buffer.from([0x95, 0x32, 0x82, 0x36, 0x80])])
    expect(decode(bytes)).toMatchObject({
      text: '<meta charset=gb2312>村民朱镕基、喆、𠀀€',
      encoding: 'gb18030',
      doubt: false,
      lies: false,
    })
  })

  it.each(['目录', '通知', '全省图片'])('%s in GBK, which happens to be valid UTF-8, is what its page or header says', (words) => {
    const bytes = encode(`<meta charset=gb2312><title>${words}</title>`, 'gbk')
    expect(Buffer.from(bytes.toString('utf8')).equals(bytes)).toBe(true)
    expect(decode(bytes)).toMatchObject({ text: expect.stringContaining(words) as string, encoding: 'gb18030', doubt: false, lies: false })
    const bare = encode(words, 'gbk')
    expect(decode(bare, 'text/plain; charset=gbk')).toMatchObject({ text: words, encoding: 'gb18030', doubt: false })
    // nobody says so, or the page says otherwise: then it is what it proves to be
    expect(decode(bare)).toMatchObject({ encoding: 'utf-8' })
    expect(decode(bare, 'text/plain; charset=utf-8')).toMatchObject({ encoding: 'utf-8' })
    expect(decode(Buffer.concat([Buffer.from('\ufeff'), bytes]))).toMatchObject({ encoding: 'utf-8' })
  })

  it('UTF-8 of a few letters whose page says gbk is UTF-8, and told where it may be a Chinese character', () => {
    const read = (text: string) => decode(Buffer.from(`<meta charset=gbk><p>${text}</p>`))
    expect(read('Café Zürich ©')).toMatchObject({ text: expect.stringContaining('Café') as string, encoding: 'utf-8', doubt: false })
    expect(read('Новости города')).toMatchObject({ encoding: 'utf-8', doubt: false })
    // 路
    for (const text of ['1·2', '© 2019 · 3 · 4'])
      expect(read(text)).toMatchObject({ text: expect.stringContaining(text) as string, encoding: 'utf-8', doubt: true })
  })

  it('a few Chinese characters under the name of a charset that reads everything are told', () => {
    expect(decode(encode('<meta charset=iso-8859-1><title>公告</title>', 'gbk'))).toMatchObject({ doubt: true })
    expect(decode(encode('<meta charset=iso-8859-1><p>Süße Größe, Ärger, déjà vu</p>', 'latin1'))).toMatchObject({ doubt: false })
  })

  it('reads the Hong Kong characters of Big5', () => {
    const text = page('big5-hkscs', `${TRADITIONAL}嗰啲𨋢`)
    expect(decode(encode(text, 'big5hkscs'))).toMatchObject({ text, encoding: 'big5', doubt: false, lies: false })
  })

  it('another charset is believed where the bytes can be read in it and are not Chinese', () => {
    const text = '<?xml version="1.0" encoding="windows-1251"?><a>Газета города: новости</a>'
    expect(decode(encode(text, 'windows-1251'))).toMatchObject({ text, encoding: 'windows-1251', doubt: false, lies: false })
    const latin = '<meta charset="iso-8859-1"><p>Café à Zürich</p>'
    expect(decode(encode(latin, 'latin1'))).toMatchObject({ text: latin, encoding: 'windows-1252', doubt: false, lies: false })
  })
})

describe('what cannot be read', () => {
  it('is counted and placed, in UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from(SIMPLIFIED),
      Buffer.from([0xff]),
      Buffer.from(SIMPLIFIED),
      Buffer.from([0xe4, 0xb8]),
      Buffer.from('!'),
    ])
    const read = decode(bytes)
    expect(read).toMatchObject({ encoding: 'utf-8', doubt: true, holes: 2, firstHole: Buffer.byteLength(SIMPLIFIED) })
    expect(charsetRemarks(read)[0]).toMatchObject({
      code: 'charset-doubt',
      about: expect.stringContaining(String(Buffer.byteLength(SIMPLIFIED))) as string,
    })
  })

  it.each(['gbk', 'big5'])('is counted and placed, in %s, far behind the beginning', (charset) => {
    const words = charset === 'gbk' ? SIMPLIFIED : TRADITIONAL
    const before = encode(words.repeat(700), charset)
    const read = decode(Buffer.concat([before, Buffer.from([0xff, 0x41]), encode(words, charset)]))
    expect(read).toMatchObject({ doubt: true, holes: 1, firstHole: before.length })
    expect(read.text.endsWith(words)).toBe(true)
  })

  it('never throws, and says the place, for any bytes', () => {
    let state = 7
    const next = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff) >> 8
    for (let n = 0; n < 3000; n += 1) {
      const odd = Buffer.from(
        Array.from({ length: 1 + (next() % 12) }, () => [0x81, 0x30, 0x84, 0x39, 0xff, 0x41, 0xb5, 0xc4][next() % 8] ?? next() % 256),
      )
      const bytes = Buffer.concat([encode(SIMPLIFIED, 'gbk'), odd, encode(SIMPLIFIED, 'gbk').subarray(next() % 4)])
      const { firstHole, holes, encoding } = decode(bytes)
      if (holes === 0) expect(firstHole).toBeNull()
      else {
        expect(firstHole).toBeLessThan(bytes.length)
        if (encoding === 'gb18030')
          expect(decode(Buffer.concat([Buffer.from('<meta charset=gbk>'), bytes.subarray(0, firstHole ?? 0)])).holes).toBe(0)
      }
    }
  })

  it('counts the byte order mark in the place', () => {
    const words = encode(SIMPLIFIED, 'utf-16le', { addBOM: true })
    expect(decode(Buffer.concat([words, Buffer.from([0x00, 0xd8, 0x41, 0x00])]))).toMatchObject({ holes: 1, firstHole: words.length })
  })

  it('is doubted when it reads as nothing that people write', () => {
    const bytes = Buffer.from(Array.from({ length: 400 }, (_, n) => (n % 2 === 0 ? 0xdd + (n % 24) : 0xa1 + (n % 90))))
    expect(decode(bytes)).toMatchObject({ doubt: true })
    expect(charsetRemarks(decode(bytes))).toHaveLength(1)
  })

  it.each(['utf-8', 'gbk', 'big5', 'utf-16le'])('a %s file cut in the middle of a character is no doubt', (charset) => {
    const words = charset === 'big5' ? TRADITIONAL : SIMPLIFIED
    const bytes = encode(`<p>${words}`, charset, { addBOM: charset === 'utf-16le' })
    const whole = decode(bytes.subarray(0, -1))
    expect(whole).toMatchObject({ doubt: false, holes: 0, text: `<p>${words.slice(0, -1)}` })
  })

  it('a last character after nothing but ASCII is not taken for a cut one', () => {
    expect(decode(encode('<meta charset=gbk><p>涓', 'gbk')).text).toBe('<meta charset=gbk><p>涓')
  })
})

describe('cost', () => {
  it('grows as the bytes grow, whatever they are', () => {
    const time = (make: (n: number) => Buffer, n: number): number => {
      const bytes = make(n)
      const from = process.cpuUsage().user / 1000
      decode(bytes, 'text/html; charset=big5')
      return process.cpuUsage().user / 1000 - from
    }
    const hostile: readonly ((n: number) => Buffer)[] = [
      (n) => Buffer.alloc(n, 0xff),
      (n) => Buffer.alloc(n, encode('charset='.padEnd(64), 'latin1')),
      (n) => Buffer.concat([encode(SIMPLIFIED.repeat(Math.ceil(n / 80)), 'gbk'), Buffer.from([0xff])]),
      (n) => Buffer.alloc(n, Buffer.from([0xc3, 0x28])),
    ]
    for (const make of hostile) {
      time(make, 50_000)
      const small = Math.min(time(make, 100_000), time(make, 100_000), time(make, 100_000)) + 2
      expect(Math.min(time(make, 800_000), time(make, 800_000)) / small).toBeLessThan(40)
    }
  })
})

const SAMPLES = join(import.meta.dirname, '../../../../shared/samples')
const here = existsSync(SAMPLES)

/** What is not UTF-8; all others are. */
const OTHERS: Readonly<Record<string, string>> = {
  'encoding/big5.bin': 'big5',
  'encoding/euc_tw.txt': 'gb18030',
  'encoding/gb18030.bin': 'gb18030',
  'encoding/gb2312_mozilla_bug171813.html': 'gb18030',
  'feeds/big5_coolloud.org.tw.xml': 'big5',
  'feeds/big5_digitalwall.com.xml': 'big5',
  'feeds/feedparser_iconv.xml': 'windows-1251',
  'feeds/gb2312_acnnewswire.net.xml': 'gb18030',
  'feeds/gb2312_chen56.blogcn.com.xml': 'gb18030',
  'feeds/gb2312_luciferwang.blogcn.com.xml': 'gb18030',
  'feeds/gb2312_w3cn.org.xml': 'gb18030',
  'feeds/gb2312_xy15400.blogcn.com.xml': 'gb18030',
  'feeds/rss2_encoding.rss': 'windows-1252',
  'gov/xinhuanet_hebei_gbk_mismatch.html': 'gb18030',
}
/** In the page of Xinhua's Hebei branch only the scripts around it say utf-8; its own meta tag is right. */
const LIARS = ['gov/163_gb2312_declared.html', 'gov/people_gb2312_meta.html']

describe(here ? 'real files' : 'real files (SKIPPED: no real samples beside the checkout)', () => {
  const files = here
    ? ['encoding', 'feeds', 'gov'].flatMap((folder) => readdirSync(join(SAMPLES, folder)).map((name) => `${folder}/${name}`))
    : []

  it.skipIf(!here)('are read in their charset, without a hole', () => {
    expect(files.length).toBeGreaterThan(30)
    for (const name of files) {
      const read = decode(readFileSync(join(SAMPLES, name)))
      expect(read.encoding, name).toBe(OTHERS[name] ?? 'utf-8')
      if (name !== 'encoding/euc_tw.txt') expect([read.doubt, read.text.includes('\ufffd')], name).toEqual([false, false])
    }
  })

  it.skipIf(!here)('are said to lie where their declaration names another charset', () => {
    expect(files.filter((name) => decode(readFileSync(join(SAMPLES, name))).lies)).toEqual(LIARS)
  })

  it.skipIf(!here)('EUC-TW, which no decoder knows, is in doubt', () => {
    expect(decode(readFileSync(join(SAMPLES, 'encoding/euc_tw.txt'))).doubt).toBe(true)
  })
})
