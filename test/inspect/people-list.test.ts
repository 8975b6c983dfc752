// Lists of persons: tables and runs of names are one finding each; lists of places, things and offices are none.
import { describe, expect, it } from 'vitest'
import { inspect } from '../../src/inspect/inspect.ts'
import { sound } from '../kits/step-kit.ts'

const lists = (text: string) =>
  inspect({ ...sound({ text: '' }).draft, text })
    .filter(({ code }) => code === 'people-list')
    .map(({ level, about, at }) => ({ level, about, at }))

const GIVEN = ['小明', '丽', '建国', '志强', '秀英', '桂芳', '海燕', '文', '春梅', '晓东']
const SUR = ['王', '李', '欧阳', '赵', '陈', '刘', '周', '吴', '郑', '孙']
const names = SUR.map((surname, n) => surname + (GIVEN[n] ?? '明'))

describe('lists of people', () => {
  it('takes a table of names with delicate columns as one finding to hold', () => {
    const text = `关于城乡低保对象的公示\n序号\t姓名\t住址\t金额\n${names.map((name, n) => `${n}\t${name}\t和平村\t500`).join('\n')}\n特此公示。`
    const from = text.indexOf('序号')
    expect(lists(text)).toEqual([{ level: 'hold', about: '10', at: [from, text.indexOf('\n特此')] }])
  })
  it('takes masked names for names', () => {
    const text = `姓名\t补贴金额\n王某\t500\n李*明\t500\n张某某\t300\n陈×\t200`
    expect(lists(text)).toMatchObject([{ level: 'hold', about: '4' }])
  })
  it('finds names under a merged first cell', () => {
    const text = `村组\t户主\t人口\n和平村\t${names[0]}\t3\n${names[1]}\t2\n${names[2]}\t5\n${names[3]}\t1`
    expect(lists(text)).toMatchObject([{ about: '4' }])
  })
  it('tells of a list that must be public without holding it', () => {
    const text = `2026年公开招聘拟聘人员公示\n岗位\t姓名\t准考证尾号\n${names.map((name) => `医师\t${name}\t12`).join('\n')}`
    expect(lists(text)).toMatchObject([{ level: 'warn', about: '10' }])
  })
  it.each(['、', ' ', '\n', '　'])('finds names one after another with %j between', (gap) => {
    expect(lists(`先进个人名单\n${names.join(gap)}\n以上同志予以表扬。`)).toMatchObject([{ level: 'warn', about: '10' }])
  })
  it.each([
    `各乡镇任务分解表\n单位\t负责人员数\t面积\n城关镇\t3\t5\n和平镇\t3\t5\n石桥乡\t3\t5\n白云乡\t3\t5`,
    `拟任单位名单\n王家村、李家村、张家村、陈家村、刘家村、周家村、吴家村、郑家村、孙家村`,
    `会议名单附后。会议由王小明主持,李丽、陈建国出席。`,
    `姓名\t职务\n王小明\t主任\n李丽\t副主任`,
    `录取分数线\n学校\t分数\n青石一中\t500\n青石二中\t480\n石桥中学\t450`,
  ])('finds none in %#', (text) => {
    expect(lists(text)).toEqual([])
  })
})
