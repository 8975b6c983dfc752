// How alike two texts are taken to be: the same text from two platforms, this year's notice beside last year's, and texts of one office.
import { describe, expect, it } from 'vitest'
import { likenessOf, SKETCH } from '../../src/inspect/likeness.ts'

const NOTICE =
  '青石县卫生健康局关于开展2023年第二季度免费孕前优生健康检查的通知。各乡镇卫生院、社区卫生服务中心:为进一步提高出生人口素质,现将有关事项通知如下。' +
  '一、检查对象为计划怀孕的夫妇。二、检查时间为4月1日至6月30日,周一至周五上午。三、检查地点为县妇幼保健院三楼。请各单位做好宣传发动工作,确保符合条件的夫妇应检尽检。'

function alike(a: string, b: string): number {
  const [one, other] = [likenessOf(a), likenessOf(b)]
  if (one === null || other === null) return Number.NaN
  return one.sketch.filter((value, n) => value === other.sketch[n]).length / SKETCH
}

function bandsInCommon(a: string, b: string): number {
  const other = likenessOf(b)?.bands
  return likenessOf(a)?.bands.filter((band, n) => band === other?.[n]).length ?? 0
}

describe('two texts', () => {
  it('are the same when only what each platform adds tells them apart', () => {
    const weibo = `#优生优育# ${NOTICE.replaceAll(',', ' , ')} 详见https://t.cn/A6xyz [心][心]`
    expect(alike(NOTICE, weibo)).toBeGreaterThan(0.9)
    expect(bandsInCommon(NOTICE, weibo)).toBeGreaterThan(4)
  })

  it('are alike, not the same, when one is the next notice of its kind', () => {
    const next = NOTICE.replace('2023', '2024').replace('第二季度', '第三季度').replace('4月1日至6月30日', '7月1日至9月30日')
    expect(alike(NOTICE, next)).toBeGreaterThan(0.6)
    expect(alike(NOTICE, next)).toBeLessThan(0.9)
  })

  it('are different when they only come from one office', () => {
    const other = '县疾控中心提醒:近期气温升高,请注意饮水卫生,生熟分开,预防肠道传染病。青石县卫生健康局 2023年6月'
    expect(alike(NOTICE, other)).toBeLessThan(0.3)
    expect(bandsInCommon(NOTICE, other)).toBe(0)
  })

  it('are not compared when one is too short to be told apart', () => {
    expect(likenessOf('祝大家中秋节快乐![月亮] https://t.cn/A6xyz')).toBeNull()
  })

  it('have the same sketch in every version', () => {
    expect(likenessOf(NOTICE)).toMatchSnapshot()
  })
})
