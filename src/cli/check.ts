// guiji check: everything that can be known before a run: files, clock, database, queue, source, target, and what would be discovered.
import { Failure } from '../domain/failures.ts'
import { say } from '../domain/words.ts'
import type { Check } from '../domain/archive.ts'
import { openQueues } from '../line/queues.ts'
import { openRoom } from '../rooms.ts'
import type { JobRoom } from '../stations/station.ts'
import { openFileVault } from '../vault/file-vault.ts'
import { EXIT } from './command.ts'
import type { Command, Context } from './command.ts'
import { surveyed } from './survey.ts'
import { jobFiles } from './named.ts'
import { join } from 'node:path'

export const checkCommand: Command = {
  name: 'check',
  part: 'prepare',
  args: '<JOB>',
  example: 'jobs/demo.yaml',
  about: { zh: '运行前检查一切,并说明将会发生什么', en: 'Check everything before a run, and say what would happen' },
  options: [],
  run: async (context, [name = '']) => {
    const files = await jobFiles(name, context)
    const checks: Check[] = [{ what: 'job', ok: true, detail: `${files.job.job}: ${files.job.account.name} → ${files.job.target.kind}` }]
    checks.push(...await servers(context))
    const room = await openRoom(files, { vault: openFileVault(join(context.config.data, 'vault')), data: context.config.data, ledger: null })
    try {
      const source = await room.source.check()
      checks.push(...source, ...await room.target.check())
      const survey = source.every((one) => one.ok) ? await surveyed(room, context) : null
      const ok = checks.every((one) => one.ok)
      const lines = checks.map((one) => `${one.ok ? '✓' : '✗'} ${one.what}  ${one.detail}`)
      const verdict = ok ? { zh: '可以运行。', en: 'Ready to run.' } : { zh: '请先处理标 ✗ 的项目。', en: 'Mend what is marked ✗ first.' }
      return {
        json: { job: files.job.job, ok, checks, would: survey?.json ?? null },
        text: [...lines, survey?.text ?? '', say(context.lang, verdict)].filter((line) => line !== '').join('\n'), exit: ok ? EXIT.done : EXIT.problems,
      }
    } finally {
      await (room as JobRoom & { close(): Promise<void> }).close()
    }
  },
}

async function servers(context: Context): Promise<Check[]> {
  const told = async (what: string, work: () => Promise<string>): Promise<Check> => work().then(
    (detail) => ({ what, ok: true, detail }),
    (error: unknown) => {
      if (error instanceof Failure) return { what, ok: false, detail: `${error.code}: ${error.message}` }
      throw error
    })
  const database = await told('database', async () => {
    const house = await context.house()
    const [row] = await house.ledger.sql.query<{ v: string }>("select current_setting('server_version') as v")
    return `PostgreSQL ${row?.v ?? ''}, ${say(context.lang, { zh: '时钟一致', en: 'clocks agree' })}`
  })
  if (!database.ok) return [database]
  const queue = await told('queue', async () => {
    const house = await context.house()
    const queues = await openQueues({ redisUrl: context.config.redisUrl ?? undefined, databaseUrl: house.databaseUrl, prefix: 'guiji' })
    try {
      await queues.ping()
      return queues.kind
    } finally {
      await queues.close()
    }
  })
  return [database, queue]
}
