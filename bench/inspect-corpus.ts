// A labelled corpus in the style of official notices: for each kind of finding sentences that hold it and near-misses that do not. Every number is made
// here and belongs to nobody. A third of the forms is kept aside from tuning.
import type { FindingCode } from '../src/domain/findings.ts'

export interface Labelled {
  readonly code: FindingCode
  readonly text: string
  readonly holds: boolean
  /** Kept aside: never looked at when inspectors are tuned. */
  readonly aside: boolean
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const NAMES = '王建国 李秀英 张伟 刘芳 陈静 杨帆 赵敏 黄磊 周涛 吴霞 徐明 孙丽 马超 朱琳 胡军 郭强 何洁 林峰 高翔 罗兰'.split(' ')
const TOWNS = '城关镇 石桥乡 河东街道 柳林镇 青峰乡 南关街道'.split(' ')

interface Dice {
  (most: number): number
}

function diceOf(seed: number): Dice {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 8) % most
  }
}

function idOf(dice: Dice): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  const first = `9900${two(dice(100))}19${two(40 + dice(60))}${two(1 + dice(12))}${two(1 + dice(28))}${String(dice(1000)).padStart(3, '0')}`
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(first[at]), 0)
  return first + '10X98765432'.charAt(sum % 11)
}

function mobileOf(dice: Dice): string {
  return `1${3 + dice(7)}${dice(10)}${String(dice(100_000_000)).padStart(8, '0')}`
}

function cardOf(dice: Dice): string {
  const first = `62${String(dice(10_000_000)).padStart(7, '0')}${String(dice(1_000_000_000)).padStart(9, '0')}`
  for (let digit = 0; digit < 10; digit += 1) {
    const number = first + String(digit)
    const sum = Array.from(number)
      .toReversed()
      .reduce((total, char, at) => {
        const doubled = at % 2 === 1 ? Number(char) * 2 : Number(char)
        return total + (doubled > 9 ? doubled - 9 : doubled)
      }, 0)
    if (sum % 10 === 0) return number
  }
  return first
}

const wide = (text: string): string => text.replaceAll(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
const spelt = (text: string): string => text.replaceAll(/\d/g, (digit) => '〇一二三四五六七八九'.charAt(Number(digit)))
const makeWithoutX = (dice: Dice): string => {
  for (;;) {
    const id = idOf(dice)
    if (!id.endsWith('X')) return id
  }
}
const pick = (list: readonly string[], dice: Dice): string => list[dice(list.length)] ?? ''
const groups = (text: string, sizes: readonly number[], gap: string): string => {
  const parts: string[] = []
  let at = 0
  for (const size of sizes) {
    parts.push(text.slice(at, at + size))
    at += size
  }
  return parts.join(gap)
}
const rows = (head: string, line: () => string, count: number): string => [head, ...Array.from({ length: count }, line)].join('\n')

type Form = (dice: Dice) => string

const HOLDS: Readonly<Partial<Record<FindingCode, readonly Form[]>>> = {
  'id-number': [
    (d) => `申请人${pick(NAMES, d)},身份证号:${idOf(d)},经审核符合条件。`,
    (d) => `公民身份号码${idOf(d)}的居民请携带原件办理。`,
    (d) => `现将名单公示如下:${pick(NAMES, d)}(${idOf(d)})。`,
    (d) => `证件号码:${groups(idOf(d), [6, 8, 4], ' ')}`,
    (d) => `身份证${groups(idOf(d), [6, 8, 4], '-')},联系窗口领取。`,
    (d) => `身份证号码${wide(idOf(d))}。`,
    (d) => `姓名\t证件号\n${pick(NAMES, d)}\t${idOf(d)}`,
    (d) => `${pick(NAMES, d)},${idOf(d)},${pick(TOWNS, d)}人。`,
    (d) => `ID:${idOf(d)}`,
    (d) => `身份证号${groups(idOf(d), [9, 9], '\u200b')}已登记`,
    (d) => `身份证号${groups(idOf(d), [10, 8], '\n')}`,
    (d) => `户主身份证(${idOf(d).toLowerCase()})`,
    (d) => `受助人员证号为${idOf(d)},补贴金额1200元`,
    (d) => `身份证号${spelt(makeWithoutX(d))}(大写)`,
    (d) => `证号${spelt(makeWithoutX(d))}。`,
  ],
  'mobile-number': [
    (d) => `联系人:${pick(NAMES, d)},电话:${mobileOf(d)}。`,
    (d) => `请拨打${mobileOf(d)}咨询。`,
    (d) => `手机 ${groups(mobileOf(d), [3, 4, 4], '-')}`,
    (d) => `手机号${groups(mobileOf(d), [3, 4, 4], ' ')}`,
    (d) => `+86 ${mobileOf(d)}`,
    (d) => `电话:0571-88881234,${mobileOf(d)}(${pick(NAMES, d)})`,
    (d) => `姓名\t手机\n${pick(NAMES, d)}\t${mobileOf(d)}`,
    (d) => `微信同号${wide(mobileOf(d))}`,
    (d) => `${pick(NAMES, d)}${mobileOf(d)}`,
    (d) => `Tel.${mobileOf(d)}`,
    (d) => `联系电话(${mobileOf(d)})`,
    (d) => `值班手机:${groups(mobileOf(d), [3, 3, 5], ' ')}`,
    (d) => `电话${spelt(mobileOf(d))}`,
    (d) => `手机:${spelt(mobileOf(d)).replaceAll('一', '幺')}`,
  ],
  'bank-card': [
    (d) => `户名:${pick(NAMES, d)} 账号:${cardOf(d)}`,
    (d) => `银行卡号${groups(cardOf(d), [4, 4, 4, 4, 3], ' ')}`,
    (d) => `补贴将打入${cardOf(d)}(农商银行)`,
    (d) => `开户行:青石农商行,卡号:${groups(cardOf(d), [4, 4, 4, 4, 3], '-')}`,
    (d) => `姓名\t卡号\n${pick(NAMES, d)}\t${cardOf(d)}`,
    (d) => `一卡通${cardOf(d)}已激活`,
  ],
  'passport-number': [
    (d) => `护照号码:E${String(d(100_000_000)).padStart(8, '0')}`,
    (d) => `持护照(G${String(d(100_000_000)).padStart(8, '0')})入境`,
    (d) => `Passport No. E${String(d(100_000_000)).padStart(8, '0')}`,
    (d) => `姓名\t护照号\n${pick(NAMES, d)}\tE${String(d(100_000_000)).padStart(8, '0')}`,
  ],
  'permit-number': [
    (d) => `来往港澳通行证C${String(d(100_000_000)).padStart(8, '0')}`,
    (d) => `港澳居民来往内地通行证号:H${String(d(100_000_000)).padStart(8, '0')}`,
    (d) => `台胞证号${String(10_000_000 + d(90_000_000))}`,
    (d) => `军官证号:${String(1_000_000 + d(9_000_000))}`,
  ],
  'plate-number': [
    (d) => `车牌号浙A${String(10_000 + d(90_000))}违停。`,
    (d) => `京B·${String(10_000 + d(90_000))}号车`,
    (d) => `新能源车粤AD${String(10_000 + d(90_000))}`,
    (d) => `鲁Q${String(1000 + d(9000))}挂`,
  ],
  'private-contact': [
    (d) => `请发邮件至${pick(['zhangwei', 'lili', 'wang_jg'], d)}${d(999)}@qq.com`,
    (d) => `投稿邮箱:liufang${d(99)}@163.com`,
    (d) => `微信号:wx_${pick(['abc', 'lily', 'zhao'], d)}${1000 + d(8999)}`,
    (d) => `QQ:${String(10_000_000 + d(900_000_000))}`,
  ],
  'home-address': [
    (d) => `家庭住址:青石县${pick(TOWNS, d)}文昌路${1 + d(90)}号${1 + d(9)}单元`,
    (d) => `住址青石县${pick(TOWNS, d)}李家村${1 + d(20)}组${1 + d(60)}号`,
    (d) => `家住${pick(TOWNS, d)}阳光小区${1 + d(20)}栋${1 + d(9)}0${1 + d(4)}室的${pick(NAMES, d)}`,
    (d) => `户籍地:青石县${pick(TOWNS, d)}和平街${1 + d(200)}号`,
  ],
  'birth-date': [
    (d) => `${pick(NAMES, d)},男,汉族,19${50 + d(49)}年${1 + d(12)}月出生,本科学历。`,
    (d) => `${pick(NAMES, d)},女,19${50 + d(49)}年${1 + d(12)}月${1 + d(28)}日生`,
    (d) => `${pick(NAMES, d)}(19${50 + d(49)}年${1 + d(12)}月出生)`,
  ],
  'people-list': [
    (d) => rows('序号\t姓名\t金额', () => `${d(99)}\t${pick(NAMES, d)}\t${100 + d(900)}`, 6),
    (d) => rows('姓名\t村别\t低保类别', () => `${pick(NAMES, d)}\t李家村\tA类`, 8),
    (d) => `拟录用人员名单:\n${Array.from({ length: 12 }, () => pick(NAMES, d)).join('、')}`,
    (d) => `录取名单\n${Array.from({ length: 10 }, () => pick(NAMES, d)).join('\n')}`,
    (d) => rows('户主姓名\t家庭人口\t补贴金额', () => `${pick(NAMES, d)}\t${1 + d(5)}\t${100 * d(20)}`, 5),
    (d) => rows('考号\t考生姓名\t成绩', () => `2023${1000 + d(9000)}\t${pick(NAMES, d)}\t${60 + d(40)}`, 9),
    (d) => `先进个人(共9名):${Array.from({ length: 9 }, () => pick(NAMES, d)).join(' ')}`,
    (d) => rows('序号\t受助人\t住址', () => `${d(99)}\t${pick(NAMES, d).charAt(0)}某某\t${pick(TOWNS, d)}`, 4),
  ],
  'secrecy-mark': [
    () => '机密★20年\n关于有关工作的通知',
    () => '密级:秘密',
    () => '秘密★\n青石县人民政府办公室文件',
    () => '内部资料 注意保存',
    () => '绝密★长期',
  ],
  'reprint-stated': [
    () => '(转自:新华网)',
    () => '来源:青石日报',
    () => '新华社北京5月1日电(记者王某)',
    () => '图片来源于网络,版权归原作者所有。',
    () => '本文转载自“健康中国”微信公众号。',
  ],
  'validity-stated': [
    () => '原《青石县公共租赁住房管理办法》同时废止。',
    () => '本办法自2023年7月1日起施行,有效期5年。',
    () => '本通知试行期一年。',
    () => '《关于加强管理的通知》(青政办发〔2015〕3号)即行废止。',
  ],
}

const MISSES: Readonly<Partial<Record<FindingCode, readonly Form[]>>> = {
  'id-number': [
    (d) => `统一社会信用代码:91330100MA${String(10_000_000 + d(89_999_999)).slice(0, 7)}X`,
    (d) => `订单号20230${String(d(10_000_000)).padStart(7, '0')}12345`,
    (d) => `青政办发〔2023〕${1 + d(99)}号`,
    (d) => `项目编号:QSZC2023-${String(d(10_000_000)).padStart(7, '0')}-0018`,
    (d) => `条形码6901234${String(d(1_000_000)).padStart(6, '0')}`,
    (d) => `(2023)浙01民终${1000 + d(8999)}号`,
    (d) => `预算金额1${String(d(1_000_000)).padStart(6, '0')}.00元,截止2023年6月30日17时`,
    (d) => `身份证号${idOf(d).slice(0, 2)}*************${idOf(d).slice(-3)}`,
    (d) => `${idOf(d).slice(0, 17)}7895462`,
    (d) => rows('指标\t2021\t2022', () => `${1000 + d(9000)}\t${1000 + d(9000)}\t${1000 + d(9000)}`, 5),
  ],
  'mobile-number': [
    (d) => `办公电话:0571-8${String(d(10_000_000)).padStart(7, '0')}`,
    (d) => `服务热线400-8${d(99)}0-1${String(d(1000)).padStart(3, '0')}`,
    () => '请拨打12345政务服务热线或110、120。',
    (d) => `传真(0571)8${String(d(10_000_000)).padStart(7, '0')}转802`,
    (d) => `电话138****${String(d(10_000)).padStart(4, '0')}`,
    (d) => `招标编号13${String(d(1_000_000_000)).padStart(9, '0')}55`,
    (d) => `面积1${String(d(100_000_000)).padStart(8, '0')}.5平方米`,
    (d) =>
      `http://www.example.gov.cn/art/2023/5/19/art_1${String(d(100_000)).padStart(5, '0')}_5${String(d(10_000)).padStart(4, '0')}.html`,
    (d) => `编号A${mobileOf(d)}B`,
    (d) => `总投资${(15_000_000_000 + d(1000)).toString()}0元`,
  ],
  'bank-card': [
    (d) => `订单622${String(d(10_000_000)).padStart(7, '0')}`,
    (d) => `账号尾号${String(d(10_000)).padStart(4, '0')}`,
    (d) => `统计编码4${String(d(1_000_000_000)).padStart(9, '0')}23`,
    (d) => `卡号6222****${String(d(10_000)).padStart(4, '0')}`,
  ],
  'passport-number': [
    (d) => `产品型号E${String(d(100_000_000)).padStart(8, '0')}`,
    () => '请携带护照或身份证原件办理。',
    (d) => `批号G${String(d(100_000_000)).padStart(8, '0')}`,
  ],
  'permit-number': [
    () => '请携带港澳通行证办理签注。',
    (d) => `通行证办理进度可在2023年${1 + d(12)}月后查询`,
    (d) => `设备编号H${String(d(100_000_000)).padStart(8, '0')}`,
  ],
  'plate-number': [
    () => '沪A股指数今日收于3300点。',
    (d) => `GB/T ${10_000 + d(9999)}—2019《道路》`,
    () => '国家4A级景区青石山。',
    (d) => `浙政发〔2023〕${1 + d(99)}号`,
  ],
  'private-contact': [
    () => '邮箱:qsxwjj@qingshi.gov.cn',
    () => '微信公众号:青石发布',
    () => '投诉举报邮箱 qsjubao@163.com',
    () => 'QQ群:青石便民服务交流群',
  ],
  'home-address': [
    () => '地址:青石县城关镇文昌路88号政务服务中心3楼',
    () => '办公地址:青石县城关镇和平街1号',
    () => '家庭医生签约服务地址见附件',
    () => '居住证办理窗口在一楼5号',
  ],
  'birth-date': [() => '青石县人民医院,1952年3月建院。', () => '2021年5月出生人口性别比持续下降。', () => '本办法自2023年5月1日起施行。'],
  'people-list': [
    () => '村(社区)名单:李家村、王庄村、石桥社区、柳林社区、东关社区、西关社区、南关社区、北关社区',
    (d) => rows('单位\t地址\t电话', () => `青石县${pick(TOWNS, d)}卫生院\t文昌路${d(99)}号\t0571-88880000`, 6),
    (d) => rows('项目\t一季度\t二季度', () => `门诊人次\t${d(9999)}\t${d(9999)}`, 6),
    (d) => `会议由${pick(NAMES, d)}主持,${pick(NAMES, d)}、${pick(NAMES, d)}出席。`,
    () => '姓名、性别、出生日期等信息请如实填写。',
    (d) => rows('序号\t事项名称\t办理部门', () => `${d(99)}\t老年优待证办理\t县民政局`, 6),
  ],
  'secrecy-mark': [
    () => '要严守国家秘密,做好保密工作。',
    () => '商业秘密依法保护。',
    () => '《中华人民共和国保守国家秘密法》宣传月活动启动。',
    () => '揭开青石山的秘密',
  ],
  'reprint-stated': [() => '全县饮用水主要取自青石水库。', () => '欢迎转发,让更多人知道。', () => '转诊患者请携带病历资料。'],
  'validity-stated': [() => '请妥善处置过期药品。', () => '身份证有效期满请及时换领。', () => '废旧家电回收活动启动。'],
}

/** Frames of notices around a sentence. */
const FRAMES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `各乡镇人民政府、街道办事处:\n现将有关事项通知如下。\n${text}\n特此通知。\n青石县人民政府办公室\n2023年6月14日`,
  (text) => `关于2023年度相关工作的公示\n${text}\n公示期5个工作日,监督电话:0571-88881234。`,
]

/** Some 500 texts; the same every time. */
export function labelledTexts(): Labelled[] {
  const texts: Labelled[] = []
  let seed = 0
  for (const [table, holds] of [
    [HOLDS, true],
    [MISSES, false],
  ] as const) {
    for (const [code, forms] of Object.entries(table)) {
      for (const [n, form] of forms.entries()) {
        for (const frame of FRAMES) {
          seed += 1
          texts.push({ code: code as FindingCode, text: frame(form(diceOf(seed))), holds, aside: n % 3 === 2 })
        }
      }
    }
  }
  return texts
}
