// Lists of words that must not stand as they are: found where they stand, with what should stand there, and never corrected.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { termsSchema, type TermList } from '../../src/domain/terms.ts'
import { inspect } from '../../src/inspect/inspect.ts'
import { loadMapping, loadYaml } from '../../src/job-file.ts'
import { ROOT } from '../kits/command-line.ts'
import { sound } from '../kits/step-kit.ts'

const list = (...words: readonly object[]): readonly TermList[] => [termsSchema.parse({ terms: 'own', about: '自定', list: words })]
const found = (text: string, lists: readonly TermList[], title = '标题') => {
  const base = sound({ text: '' }).draft
  return inspect({ ...base, title, text }, lists)
    .filter(({ code }) => code === 'wrong-term')
    .map(({ level, about, at }) => ({ level, about, at }))
}

describe('words of a list', () => {
  it('are found with what should stand there, and where', () => {
    expect(found('由人力资源与社会保障局负责', list({ wrong: '人力资源与社会保障', right: '人力资源和社会保障' }))).toEqual([
      { level: 'warn', about: '人力资源与社会保障 → 人力资源和社会保障', at: [1, 10] },
    ])
  })
  it('are found through invisible characters, and in the title', () => {
    const lists = list({ wrong: '少数名族', right: '少数民族', level: 'hold', why: '错别字' })
    expect(found('关心少数\u200B名族群众', lists)).toEqual([{ level: 'hold', about: '少数名族 → 少数民族 (错别字)', at: [2, 7] }])
    expect(found('正文', lists, '少数名族运动会')).toEqual([{ level: 'hold', about: '少数名族 → 少数民族 (错别字)', at: undefined }])
  })
  it('are left alone inside a longer word that is right, and the longest wrong one is told', () => {
    const lists = list(
      { wrong: '国务院办公室', right: '国务院办公厅', unless: ['国务院办公室主任'] },
      { wrong: '国务院办公室文件', right: '国务院办公厅文件' },
    )
    expect(found('国务院办公室主任会议', lists)).toEqual([])
    expect(found('国务院办公室文件', lists).map(({ about }) => about)).toEqual(['国务院办公室文件 → 国务院办公厅文件'])
    expect(found('国务院办公室印发', lists)).toHaveLength(1)
  })
  it('of a mapping come with it, and change its digest', () => {
    const { mapping, mappingDigest } = loadMapping(join(ROOT, 'mappings/demo.yaml'))
    expect(mapping.lists?.map((one) => one.terms)).toEqual(['state-organs'])
    expect(mappingDigest).toMatch(/^[0-9a-f]{64}$/)
  })
  it('of the list that guiji ships say nothing of right names', () => {
    const shipped = loadYaml(join(ROOT, 'mappings/inspect/state-organs.yaml'), termsSchema)
    const right = shipped.list.flatMap((one) => [...(one.right === undefined ? [] : [one.right]), ...one.unless])
    expect(found(right.join('。\n'), [shipped])).toEqual([])
    expect(found(shipped.list.map((one) => one.wrong).join('。\n'), [shipped]).length).toBeGreaterThanOrEqual(shipped.list.length - 2)
  })
})
