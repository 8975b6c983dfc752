// What the operator and the job file may allow: hosts of the own network by a setting, robots.txt ignored by name and reason.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { jobSchema } from '../../src/domain/job.ts'
import { guiji, type Ended } from '../kits/command-line.ts'

let server: Server
let here: string
let data: string
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'guiji-allowance-'))
  server = createServer((_, response) => response.end('<html><body><p>没有文章</p></body></html>')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  here = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await rm(data, { recursive: true, force: true })
})

const preview = (privateHosts: string): Promise<Ended> =>
  guiji(['preview', `http://${here}/a`, '--mapping', 'mappings/demo.yaml', '--json'], {
    databaseUrl: '',
    data,
    env: { GUIJI_PRIVATE_HOSTS: privateHosts },
  })

describe('GUIJI_PRIVATE_HOSTS', () => {
  it('opens exactly the hosts and ports that it names', async () => {
    const [none, other, named] = await Promise.all([preview(''), preview(`127.0.0.1:1`), preview(`10.0.0.1:80, ${here}`)])
    expect(none.out).toContain('net-private')
    expect(other.out).toContain('net-private')
    expect(named.out).not.toContain('net-')
    expect(named.out.length).toBeGreaterThan(0)
  })

  it.each(['127.0.0.1', 'http://127.0.0.1:80', '127.0.0.1:80/a', '*.internal:80', 'u@h:80', 'a b:80', ':80', 'h:99999'])(
    'is refused as %s',
    (text) => {
      expect(() => readConfig({ GUIJI_PRIVATE_HOSTS: text })).toThrow(/GUIJI_PRIVATE_HOSTS/)
    },
  )
})

describe('limits.robots of a job', () => {
  const job = (limits: unknown) =>
    jobSchema.safeParse({
      job: 'a',
      account: { platform: 'website', name: '甲', id: 'a', organ: '甲' },
      closing: { document: '一', date: '2026-01-01', approver: '甲' },
      source: { kind: 'x' },
      mapping: 'm',
      target: { kind: 'x' },
      limits,
    })

  it('is to obey, and to ignore only by name and reason', () => {
    expect(job({}).data?.limits.robots).toEqual({ policy: 'obey' })
    expect(job({ robots: { policy: 'ignore' } }).error?.issues.map(({ path }) => path.at(-1))).toEqual(['by', 'reason'])
    expect(job({ robots: { policy: 'ignore', by: '李华', reason: '网站由本单位主办' } }).success).toBe(true)
  })
})
