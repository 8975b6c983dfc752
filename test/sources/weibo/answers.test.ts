// Answers of the interface and saved answers are told apart, and what is in them.
import { describe, expect, it } from 'vitest'
import { readAnswer } from '../../../src/sources/weibo/answers.ts'
import { READERS } from '../../../src/sources/weibo/readers.ts'

const states = (answer: unknown, name = 'answer.json') => readAnswer(JSON.stringify(answer), name).state

describe('an answer of the platform', () => {
  it.each([
    ['login', { ok: -100, url: 'https://passport.weibo.com/sso/signin' }],
    ['login', { error: 'source paramter(appkey) is missing', error_code: 10006, request: '/2/s' }],
    ['login', { error: 'expired_token', error_code: '21327' }],
    ['limited', { error: 'User requests out of rate limit!', error_code: '10023' }],
    ['end', { ok: 0, msg: '这里还没有内容', data: { cards: [] } }],
    ['gone', { ok: 0, msg: '该微博不存在' }],
    ['gone', { error: 'target weibo does not exist!', error_code: 20101 }],
    ['error', { error: 'Need you follow uid.', error_code: '20502' }],
    ['quiet', { ok: 1, data: { list: [], total: 3 } }],
    ['quiet', { statuses: [], total_number: 0 }],
    ['none', { anything: 'else' }],
  ])('is told to be %s: %j', (state, answer) => {
    expect(states(answer)).toBe(state)
  })
  it('never holds an address in the words of an error', () => {
    const { words } = readAnswer(JSON.stringify({ ok: -100, msg: '请登录 https://passport.weibo.com/?token=secret' }), 'x')
    expect(words).toBe('请登录 ')
  })
  it('gives posts of cards and groups of cards, never the advertisements beside them', () => {
    const post = (mid: string) => ({ mid, text: 'words', created_at: 'now', user: { id: 6150000001 } })
    const { posts } = readAnswer(
      JSON.stringify({
        ok: 1,
        data: {
          cards: [
            { card_type: 9, mblog: post('4645748019299849') },
            { card_type: 11, card_group: [{ card_type: 9, mblog: post('4645748019299850') }] },
            { card_type: 4, desc: 'x' },
          ],
        },
        ad: [post('4645748019299851')],
        advertises: [post('4645748019299852')],
      }),
      'x',
    )
    expect(posts.map(({ raw }) => (JSON.parse(raw) as { mid: string }).mid)).toEqual(['4645748019299849', '4645748019299850'])
  })
  it('is read where a call or a mark of protection stands around it, and line by line', () => {
    const one = JSON.stringify({ mid: '4645748019299849', text: 'a', created_at: 'b' })
    for (const text of [`cb({"data":${one}})`, `)]}'\n${one}`, `${one}\n${one.replace('9849', '9850')}\n`])
      expect(readAnswer(text, 'x').posts.length).toBeGreaterThan(0)
  })
  it('does not hang or overflow on nesting without end', () => {
    const started = performance.now()
    expect(readAnswer('{"data":'.repeat(200_000), 'x').posts).toEqual([])
    expect(readAnswer('[['.repeat(200_000), 'x').posts).toEqual([])
    expect(performance.now() - started).toBeLessThan(5000)
  })
  it('names the post of a long text only where its address or file does', () => {
    const raw = JSON.stringify({ longTextContent: '全文' })
    const midOf = (name: string) => READERS.get('longtext')?.(raw, { name, capturedAt: null })?.mid
    expect(midOf('https://m.weibo.cn/statuses/extend?id=4645748019299849')).toBe('4645748019299849')
    expect(midOf('https://weibo.com/ajax/statuses/longtext?id=Kjc77D1jz')).toBe('4645748019299849')
    expect(midOf('api/complete/4645748019299849.json')).toBe('4645748019299849')
    expect(midOf('4645748019299849-4645748019299850.json')).toBeNull()
    expect(midOf('longtext.json')).toBeNull()
  })
  it.each([...READERS.keys()])('gives the reader %s nothing to throw at', (name) => {
    const read = READERS.get(name)
    for (const raw of [
      '',
      'x',
      '{}',
      '[]',
      'null',
      '{"mid":{}}',
      '{"mid":"4645748019299849","user":7,"pics":"x","page_info":[],"text":9,"retweeted_status":[1]}',
      '<div class="c" id="M_Kjc77D1jz">',
      '<html>',
    ])
      expect(() => read?.(raw, { name: 'x', capturedAt: 'never' })).not.toThrow()
  })
})
