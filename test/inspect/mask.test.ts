// Masks over whole drafts: what they cover, what they leave, and that nothing moves.
import { describe, expect, it } from 'vitest'
import { inspect } from '../../src/inspect/inspect.ts'
import { MASKABLE, maskDraft, maskOf } from '../../src/inspect/mask.ts'
import { MADE_ID, MADE_MOBILE } from '../kits/made-numbers.ts'
import { sound } from '../kits/step-kit.ts'

const wide = (text: string): string => text.replaceAll(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
const ALL: ReadonlySet<string> = MASKABLE
const mask = maskOf(ALL)

describe('a mask', () => {
  it.each([
    [`身份证号${MADE_ID}。`, `身份证号99*************${MADE_ID.slice(-3)}。`],
    [`身份证 ${MADE_ID.slice(0, 6)} ${MADE_ID.slice(6, 14)} ${MADE_ID.slice(14)}`, `身份证 99**** ******** *${MADE_ID.slice(-3)}`],
    [wide(`身份证${MADE_ID}`), `身份证${wide('99')}*************${wide(MADE_ID.slice(-3))}`],
    ['电话139-1234-5678转张三', '电话139-****-5678转张三'],
    ['护照号E00000000', '护照号E0*****00'],
    ['邮箱 zhangsan99@qq.com', '邮箱 zh********@qq.com'],
    ['家庭住址:青石县城关镇文昌路12号3单元', '家庭住址:青石县城关镇*********'],
  ])('covers "%s" and nothing else', (text, masked) => {
    expect(mask(text)).toBe(masked)
  })

  it.each(['办公电话:0571-88886666', '统一社会信用代码91330100MA2B0XYZ12', '青政办发〔2023〕12号', '咨询邮箱 bgs@qingshi.gov.cn'])(
    'leaves "%s"',
    (text) => {
      expect(mask(text)).toBe(text)
    },
  )

  it('covers numbers that markup breaks up, cells, picture words and addresses of a draft, and the inspectors find them no more', () => {
    const [place, birthday, last] = [MADE_ID.slice(0, 6), MADE_ID.slice(6, 14), MADE_ID.slice(14)]
    const html =
      `<p>身份证<b>${place}</b><i>${birthday}</i>${last}</p><table><tr><td>电话</td><td>${MADE_MOBILE}</td></tr></table>` +
      `<p><a href="tel:${MADE_MOBILE}">拨打</a></p>`
    const draft = { ...sound(html).draft, title: `寻人启事 ${MADE_MOBILE}` }
    expect(inspect(draft).filter(({ code }) => MASKABLE.has(code)).length).toBeGreaterThan(1)
    const masked = maskDraft(draft, ALL)
    const covered = draft.html
      .replace(`<strong>${place}</strong>`, '<strong>99****</strong>')
      .replace(`<em>${birthday}</em>${last}`, `<em>********</em>*${last.slice(1)}`)
      .replaceAll(MADE_MOBILE, '139****5678')
    expect(masked.html).toBe(covered)
    expect(masked.title).toBe('寻人启事 139****5678')
    for (const whole of [MADE_MOBILE, birthday]) expect(JSON.stringify(masked)).not.toContain(whole)
    expect(inspect(masked).filter(({ code }) => MASKABLE.has(code))).toEqual([])
  })

  it('covers only what it was asked to', () => {
    expect(maskOf(new Set(['mobile-number']))(`${MADE_ID} ${MADE_MOBILE}`)).toBe(`${MADE_ID} 139****5678`)
  })

  it('covers the same again without a change', () => {
    const once = mask(`身份证号${MADE_ID},电话${MADE_MOBILE}`)
    expect(mask(once)).toBe(once)
  })
})
