// The keys of a mapping that gather posts and make titles: what a person may write, and how each mistake is told.
import { expect, it } from 'vitest'
import { mappingSchema } from '../../../src/domain/mapping.ts'
import { BY_MONTH, mappingWith } from '../../kits/short-posts.ts'

function mistakes(gather: readonly object[], more: object = {}): readonly (readonly [string, string])[] {
  const plain = { ...mappingWith([]), gather, ...more }
  const read = mappingSchema.safeParse(plain)
  return (read.error?.issues ?? []).map(({ path, message }) => [path.join('.'), message.replace(/^.* \/ /u, '')])
}

it('says at once what is wrong with the rules, each at its place', () => {
  const told = mistakes([
    BY_MONTH,
    { ...BY_MONTH, column: 'nowhere' },
    { name: 'pages', by: 'month', title: 'x', when: { page: 'deleted' } },
    { name: 'day', by: 'topic', title: '{account}{day}' },
    { name: 'odd', by: 'day', title: '{acount}' },
    { name: 'Upper', by: 'year', title: 'x' },
  ])
  expect(told.map(([path]) => path).toSorted()).toEqual(
    [
      'gather.1.name',
      'gather.1.column',
      'gather.2.when.page',
      'gather.3.title',
      'gather.4.title',
      'gather.5.name',
      'gather.5.by',
    ].toSorted(),
  )
  expect(new Map(told).get('gather.3.title')).toContain('there is no {day} in what is gathered by topic')
  expect(new Map(told).get('gather.4.title')).toContain('does not know {acount}')
})

it('knows the words of a made title', () => {
  expect(mistakes([], { title: { made: ['brackets', { words: '{account}{date}发布' }] } })).toEqual([])
  expect(mistakes([], { title: { made: [{ words: '{topic}' }] } })).toHaveLength(1)
  expect(mistakes([], { title: { made: ['first'] } })).toHaveLength(1)
})
