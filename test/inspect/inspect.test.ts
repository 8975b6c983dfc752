// What each inspector finds and leaves alone, where it is, and how it is masked.
import { describe, expect, it } from 'vitest'
import { inspect } from '../../src/inspect/inspect.ts'
import { sound } from '../kits/step-kit.ts'

const found = (text: string): string[] => inspect(sound({ text }).draft).map(({ code, about }) => `${code} ${about}`)

/** Numbers are built here, so that no whole number of a possible person stands in the repository. */
function idOf(first: string): string {
  const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((total, weight, at) => total + weight * Number(first[at]), 0)
  return first + '10X98765432'.charAt(sum % 11)
}
const ID = idOf(`990000${'19900101'}001`)
const MOBILE = `139${'0000'}0000`
const CARD = `6222${'0000'}0000${'0000'}`

function luhnOf(first: string): string {
  for (let digit = 0; digit < 10; digit += 1) {
    const number = first + digit
    const sum = number
      .split('')
      .toReversed()
      .reduce((total, char, at) => total + (at % 2 === 0 ? Number(char) : ([0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(char)] ?? 0)), 0)
    if (sum % 10 === 0) return number
  }
  return first
}

describe('personal data', () => {
  it('finds a resident ID with a right check digit and masks it', () => {
    expect(found(`身份证${ID}号`)).toEqual([`id-number 99*************${ID.slice(-3)}`])
  })
  it.each([' ', '-', '.', '\u00a0'])('finds a resident ID written in groups with %j between', (gap) => {
    const groups = [ID.slice(0, 6), ID.slice(6, 14), ID.slice(14)].join(gap)
    expect(found(`证号 ${groups}`)).toContain(`id-number 99*************${ID.slice(-3)}`)
  })
  it('leaves a number with a wrong check digit alone', () => {
    const wrong = ID.slice(0, 17) + (ID.endsWith('1') ? '2' : '1')
    expect(found(`编号${wrong}`).filter((hit) => hit.startsWith('id-number'))).toEqual([])
  })
  it('sees through full-width digits and invisible characters, and points at the original place', () => {
    const wide = MOBILE.split('')
      .map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
      .join('')
    const draft = { ...sound({ text: '电话' }).draft, text: `电话${wide.slice(0, 3)}\u200B${wide.slice(3)}。` }
    const [hit] = inspect(draft)
    expect(hit).toMatchObject({ code: 'mobile-number', about: '139****0000', at: [2, 14] })
  })
  it.each([['139-0000-0000'], ['+86 13900000000'], ['139 0000 0000']])('finds the mobile number %s', (number) => {
    expect(found(`联系${number}`)).toEqual(['mobile-number 139****0000'])
  })
  it.each([['0512-66668888'], ['66668888'], ['12345'], ['400-800-1234'], ['2023-09-14 18:02'], ['文号20231390000000012']])(
    'leaves the public number %s alone',
    (text) => {
      expect(found(`咨询 ${text} 转`)).toEqual([])
    },
  )
  it.each([
    ['a letter before it', `证号ID${ID}。`],
    ['a letter behind it', `${ID}号`],
    ['zero-width characters', ID.split('').join('\u200B')],
    ['a word joiner', `${ID.slice(0, 9)}\u2060${ID.slice(9)}`],
    ['a directional isolate', `${ID.slice(0, 6)}\u2066${ID.slice(6)}\u2069`],
    ['a grapheme joiner', `${ID.slice(0, 6)}\u034F${ID.slice(6)}`],
    ['variation selectors', ID.split('').join('\uFE0F')],
    ['full-width digits', ID.replaceAll(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))],
    ['mathematical digits', ID.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x1d7ce + Number(digit)))],
    ['groups of four', ID.replaceAll(/(.{4})/g, '$1 ')],
    ['groups with long dashes', `${ID.slice(0, 6)}—${ID.slice(6, 14)}—${ID.slice(14)}`],
    ['a line break', `${ID.slice(0, 10)}\n${ID.slice(10)}`],
    ['two cells', `${ID.slice(0, 14)}\t${ID.slice(14)}`],
    ['one cell a digit', ID.split('').join('\t')],
  ])('finds a resident ID with %s', (_name, written) => {
    const draft = { ...sound({ text: '证' }).draft, text: `王某 ${written} 青石` }
    const [hit, ...more] = inspect(draft)
    expect(more).toEqual([])
    expect(hit).toMatchObject({ code: 'id-number', about: `99*************${ID.slice(-3)}` })
    const [from = 0, to = 0] = hit?.at ?? []
    const there = draft.text
      .slice(from, to)
      .normalize('NFKC')
      .replaceAll(/[^\dXx]/g, '')
    expect(there).toBe(ID)
  })
  it.each(['X', 'x', 'Х', 'х', 'Χ', 'Ⅹ', 'Ｘ'])('reads %s as the check sign of a resident ID', (sign) => {
    const number = Array.from({ length: 100 }, (_, at) => idOf(`9900001990010${100 + at}0`.slice(0, 17).padEnd(17, '0'))).find((id) =>
      id.endsWith('X'),
    )
    expect(number).toBeDefined()
    expect(found(`证号${number?.slice(0, 17)}${sign}`)).toHaveLength(1)
  })
  it('finds a resident ID that a page splits over paragraphs, lines and cells', () => {
    const [a, b] = [ID.slice(0, 8), ID.slice(8)]
    for (const html of [
      `<p>${a}</p><p>${b}</p>`,
      `<p>${a}<br>${b}</p>`,
      `<table><tr><td>${a}</td><td>${b}</td></tr></table>`,
      `<b>${a}</b>${b}`,
    ]) {
      expect(inspect(sound(`<p>名单</p>${html}<p>完</p>`).draft).map(({ code }) => code)).toContain('id-number')
    }
  })
  it.each([
    ['keywords', { topics: [ID] }],
    ['the account it came from', { origin: { account: `号${ID}` } }],
    ['the address it came from', { origin: { url: `https://a.cn/${ID}` } }],
    ['the address to read more', { readMore: `https://a.cn/?id=${ID}` }],
  ])('finds a resident ID in %s', (_name, more) => {
    expect(inspect(sound('<p>正文</p>', more).draft).map(({ code }) => code)).toEqual(['id-number'])
  })
  it.each([
    ['a link', `https://a.cn/?id=${ID}`],
    ['an encoded link', `https://a.cn/?id=${ID.replaceAll(/\d/g, (digit) => `%3${digit}`)}`],
    ['a link in a broken encoding', `https://a.cn/%E4%?id=${ID.replaceAll(/\d/g, (digit) => `%3${digit}`)}`],
  ])('finds a resident ID in %s', (_name, href) => {
    expect(inspect(sound(`<p><a href="${href}">名单</a></p>`).draft).map(({ code }) => code)).toEqual(['id-number'])
  })
  it('leaves a social credit code of digits alone, where it is named so', () => {
    const code = creditCode()
    expect(found(`统一社会信用代码:${code}`)).toEqual([])
    expect(found(`证件 ${code}`)).toHaveLength(1)
  })
  it.each([
    ['138 001 38000'],
    ['138.0013.8000'],
    ['+86-13800138000'],
    ['+86-138-0013-8000'],
    ['(+86)13800138000'],
    ['008613800138000'],
    ['1380 013 8000'],
    ['138 00138000'],
    ['138\u200B0013\u20668000'],
    ['１３８００１３８０００'],
    ['138‑0013‑8000'],
    ['Tel13800138000'],
    ['tel.13800138000'],
  ])('finds a mobile number written %s', (number) => {
    expect(found(`联系 ${number}。`)).toEqual(['mobile-number 138****8000'])
  })
  it('finds a mobile number in an address', () => {
    expect(inspect(sound('<p><a href="tel:13800138000">致电</a></p>').draft).map(({ code }) => code)).toEqual(['mobile-number'])
  })
  it.each([
    ['an order number', '订单号20231390000000012345'],
    ['an order number with letters', '订单DD13900000000A1'],
    ['a number of a document', '青卫发〔2023〕139号 2023-139-0000'],
    ['hotlines', '12345、12320、400-800-1234、800 810 1234、010-12320'],
    ['an office telephone', '0512-66668888转8001 (0512)66668888'],
    ['figures in cells', '150\t160\t170\t180\t190\n1390\t1234\t5678'],
    ['figures with spaces', '150 160 170 180 190 200'],
    ['decimals', '135.12345678 139.00000000'],
    ['days and times', '2023-09-14 18:02 2023.09.14 20230914180200'],
    ['a credit code', '统一社会信用代码 91320000MA1XXXXX0Q'],
    ['addresses of posts', 'https://mp.weixin.qq.com/s?__biz=MzA5MTM5NDY1Mg==&mid=2650912345&idx=1&sn=3f13912345678b91d7e6054af3b2c1d0'],
  ])('leaves %s alone', (_name, text) => {
    const plain = { ...sound({ text: '一' }).draft, text }
    expect(inspect(plain)).toEqual([])
    expect(inspect({ ...plain, text: '', keywords: [text], readMore: text })).toEqual([])
  })
  it('seldom sees a number where columns of figures happen to make one', () => {
    let seed = 7
    const next = (): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) / 4_294_967_296
    const cells = Array.from(
      { length: 40_000 },
      (_, at) => `${Math.floor(next() * 10 ** (1 + Math.floor(next() * 7)))}${at % 6 === 5 ? '\n' : '\t'}`,
    )
    expect(found(cells.join('')).filter((hit) => hit.startsWith('id-number')).length).toBeLessThan(2)
  })
  it('finds a bank card by its Luhn sum only', () => {
    const card = luhnOf(CARD.slice(0, 15))
    const wrong = card.slice(0, -1) + ((Number(card.at(-1)) + 1) % 10)
    expect(found(`账号 ${card}`)).toEqual([`bank-card 6222********${card.slice(-4)}`])
    expect(found(`账号 ${wrong}`)).toEqual([])
  })
})

/** Eighteen digits that are an ID's and a credit code's at once, by both check digits. */
function creditCode(): string {
  const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  for (let serial = 0; serial < 1000; serial += 1) {
    const id = idOf(`990000${'19900101'}${String(serial).padStart(3, '0')}`)
    let weight = 1
    let sum = 0
    for (const char of id.slice(0, 17)) {
      sum += weight * signs.indexOf(char)
      weight = (weight * 3) % 31
    }
    if (signs.charAt((31 - (sum % 31)) % 31) === id.charAt(17)) return id
  }
  return ''
}

describe('secrecy marks', () => {
  it.each([['机密★20年'], ['秘密★启封前'], ['密级:秘密'], ['内部资料 注意保存']])('finds %s', (mark) => {
    expect(found(`${mark}\n正文一段`)).toEqual([expect.stringMatching(/^secrecy-mark /)])
  })
  it('leaves talk about secrecy alone', () => {
    expect(found('开展保密宣传,不得泄露国家秘密和商业秘密。')).toEqual([])
  })
})

describe('accessibility', () => {
  it('finds pictures without words, posts of pictures only, and tables without header cells', () => {
    const { draft } = sound('<img src="assets/b.jpg"><img src="assets/b.jpg" alt="义诊"><table><tr><td>一</td><td>二</td></tr></table>')
    expect(inspect(draft).map(({ code, about }) => `${code} ${about}`)).toEqual(['image-no-alt 1 / 2', 'image-only 2', 'table-no-header 1'])
  })
})
