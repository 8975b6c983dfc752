// The sample of Weibo-archiver's posts beside the checkout, where it is: read as that tool would have written it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { valueAt } from '../../../../src/sources/text/script-values.ts'
import { bidOf, secondsOf } from '../../../../src/sources/weibo/ids.ts'
import { fileAt, readTool, temporary } from './one-file.ts'

const SAMPLE = fileURLToPath(new URL('../../../../../shared/samples/weibo/archiver_story_data.ts', import.meta.url))
const isThere = existsSync(SAMPLE)

describe(
  isThere ? 'the sample of Weibo-archiver' : 'the sample of Weibo-archiver (SKIPPED: no ../shared/samples/weibo/archiver_story_data.ts)',
  () => {
    it.skipIf(!isThere)('is read whole: numbers fit their words, times fit the numbers, no comment is taken along', async () => {
      const script = readFileSync(SAMPLE, 'utf8')
      const list = valueAt(script, script.indexOf('[', script.indexOf('weiboPosts: Post[] =') + 'weiboPosts: Post[] ='.length))
      const posts = Array.isArray(list) ? list : []
      expect(posts.length).toBeGreaterThan(5)
      const path = join(temporary(), 'weibo-data.json')
      writeFileSync(path, JSON.stringify({ weibo: posts, user: { uid: '7679065628', name: 'x' } }))
      const { format, statuses, told } = await readTool(fileAt(path))
      expect(format.name).toBe('weibo-archiver-json')
      expect(told.filter(({ kind }) => kind === 'loss')).toEqual([])
      expect(statuses).toHaveLength(posts.length)
      expect(new Set(statuses.map((one) => one?.mid)).size).toBe(posts.length)
      for (const status of statuses) {
        expect(status?.bid).toBe(bidOf(status?.mid ?? ''))
        const created = status?.created ?? ''
        const seconds = /^\d{13}$/.test(created) ? Number(created) / 1000 : Date.parse(created) / 1000
        expect(Math.abs(seconds - (secondsOf(status?.mid ?? '') ?? 0))).toBeLessThan(120)
        expect(status?.text).not.toBeNull()
      }
      expect(JSON.stringify(statuses)).not.toContain('截图了')
    })
  },
)
