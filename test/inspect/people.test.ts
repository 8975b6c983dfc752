// What tells of a person beside numbers with a check digit: each kind's hits as officials write them, and what only looks like one.
import { describe, expect, it } from 'vitest'
import { inspect } from '../../src/inspect/inspect.ts'
import { sound } from '../kits/step-kit.ts'

const found = (text: string): string[] => {
  const base = sound({ text: '' }).draft
  return inspect({ ...base, text }).map(({ code, about }) => `${code} ${about}`)
}
const of = (text: string, code: string): string[] => found(text).filter((hit) => hit.startsWith(`${code} `))

describe('papers told by their label', () => {
  it.each([
    ['王某,护照号码:E12345678,已核验', 'passport-number E1*****78'],
    ['持中国护照EA1234567入境', 'passport-number EA*****67'],
    ['港澳居民来往内地通行证:H0123456789', 'permit-number H0*******89'],
    ['台湾居民来往大陆通行证 T01234567', 'permit-number T0*****67'],
    ['台胞证号 01234567', 'permit-number 01****67'],
    ['军官证:参字第1234567号', 'permit-number 12***67'],
    ['姓名\t证件号码\t金额\n李某\t990000700101001\t500', 'id-number 99***********01'],
  ])('finds it in %s', (text, hit) => {
    const shown = found(text.replace('990000700101001', '110000700101001'))
    expect(shown).toContain(hit.replace('99***********01', '11***********01'))
  })
  it.each([
    '护照办理地址:民生大厦3号窗口,电话0512-66668888',
    '请携带身份证、户口簿,于20240115前到现场',
    '身份证办理量达到110000件,同比增长12.5%',
    '订单号 110000700101001 已发货',
    '通行证发放仪式于2024年举行,编号20240101',
  ])('leaves %s alone', (text) => {
    expect(found(text).filter((hit) => /passport|permit|id-number/.test(hit))).toEqual([])
  })
})

describe('plates, contacts, homes, births', () => {
  it.each([
    ['小型汽车京A12345于当日', 'plate-number 京A***45'],
    ['苏E·D12345(新能源)', 'plate-number 苏E*****45'],
    ['鲁B1234挂', 'plate-number 鲁B***4挂'],
    ['报名表发至 zhangsan88@qq.com', 'private-contact zh***@qq.com'],
    ['微信号:zhangsan_88', 'private-contact 微信号:zh***'],
    ['QQ:123456789', 'private-contact QQ:12***'],
    ['家庭住址:青石县城关镇和平村3组12号', 'home-address 家庭住址:青石县城关镇***'],
    ['现住青石县城关街道和平路18号3栋2单元', 'home-address 现住青石县城关街道***'],
    ['公示人员:王小明,男,1990年1月2日出生', 'birth-date 王** 1990年**月出生'],
    ['李某某,女,汉族,1985年12月生,大学学历', 'birth-date 李** 1985年**月出生'],
  ])('finds it in %s', (text, hit) => {
    expect(found(text)).toContain(hit)
  })
  it.each([
    ['plate-number', '川A股、京A级景区、豫A类企业共12345家'],
    ['plate-number', '依据GB12345和京B00标准'],
    ['private-contact', '来信请寄 xinxiang@qingshi.gov.cn 或 bgs_qs@163.com'],
    ['private-contact', '关注微信公众号:青石卫健,微信搜索即可'],
    ['home-address', '办公地址:青石县城关镇人民路18号政务中心3号楼'],
    ['home-address', '居住证办理、户籍地派出所、常住人口12万户'],
    ['birth-date', '本院建于1990年1月2日,2000年生产总值'],
    ['birth-date', '2023年12月生活垃圾分类'],
  ])('takes no %s from %s', (code, text) => {
    expect(of(text, code)).toEqual([])
  })
})

describe('validity', () => {
  it.each([
    '原《青石县食品管理办法》(青政发〔2010〕3号)同时废止。',
    '本通告自发布之日起施行,有效期五年。',
    '本办法试行期为2年。',
    '该文件已失效。',
  ])('tells that %s', (text) => {
    expect(of(text, 'validity-stated').length).toBe(1)
  })
  it('says nothing of a text without such words', () => {
    expect(of('今天召开了工作会议,部署下一步工作。', 'validity-stated')).toEqual([])
  })
})

it('is not slowed down by a megabyte made to slow it', () => {
  const seeds = [
    '身份证1',
    '护照E1',
    '家住村',
    '家庭住址:省',
    '本《a》自a起',
    '京A1',
    'a.',
    'a@',
    '微信:a',
    '王某,男,1990年1',
    '有效期',
    '废止自',
  ]
  const cost = (text: string): number => {
    const from = process.cpuUsage()
    found(text)
    const { user, system } = process.cpuUsage(from)
    return user + system
  }
  for (const seed of seeds) {
    const small = seed.repeat(Math.ceil(125_000 / seed.length))
    cost(small)
    const ratio = cost(small.repeat(8)) / Math.max(cost(small), 4000)
    expect(ratio, seed).toBeLessThan(40)
  }
})
