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
  it('finds a bank card by its Luhn sum only', () => {
    const card = luhnOf(CARD.slice(0, 15))
    const wrong = card.slice(0, -1) + ((Number(card.at(-1)) + 1) % 10)
    expect(found(`账号 ${card}`)).toEqual([`bank-card 6222********${card.slice(-4)}`])
    expect(found(`账号 ${wrong}`)).toEqual([])
  })
})

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
