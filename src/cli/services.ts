// guiji services start, stop and status: the embedded PostgreSQL.
import { say } from '../domain/words.ts'
import { ensurePostgres, postgresStatus, stopPostgres } from '../ledger/embedded.ts'
import { mustBeWritable } from '../writable.ts'
import { EXIT } from './command.ts'
import type { Context, Run } from './command.ts'

export const servicesStart: Run = async (context) => {
  const { data, pgPort } = context.config
  mustBeWritable(data)
  const held = await ensurePostgres({ dataDir: data, pin: true, ...(pgPort === 0 ? {} : { port: pgPort }) })
  await held.release()
  return statusAnswer(context)
}

export const servicesStop: Run = async (context, _args, options) => {
  const outcome = await stopPostgres(context.config.data, { evenIfUsed: options['force'] === true })
  const words = {
    stopped: { zh: '内置数据库已停止。', en: 'The embedded database is stopped.' },
    'in-use': {
      zh: '仍有 guiji 进程在使用内置数据库;等它们结束,或加 --force。',
      en: 'Other guiji processes still use the embedded database; wait, or give --force.',
    },
    'not-running': { zh: '内置数据库没有运行。', en: 'The embedded database is not running.' },
  }
  return { json: { outcome }, text: say(context.lang, words[outcome]), exit: outcome === 'in-use' ? EXIT.failed : EXIT.done }
}

export const servicesStatus: Run = (context) => statusAnswer(context)

async function statusAnswer(context: Context) {
  const status = await postgresStatus(context.config.data)
  const words = {
    none: { zh: '尚未建立', en: 'not made yet' },
    stopped: { zh: '已停止', en: 'stopped' },
    running: { zh: '运行中', en: 'running' },
  }
  return {
    json: { ...status },
    text: `PostgreSQL ${status.version ?? ''} ${say(context.lang, words[status.state])}  ${status.folder}${status.port === null ? '' : `  127.0.0.1:${status.port}`}${status.pinned ? say(context.lang, { zh: '  (常驻)', en: '  (kept running)' }) : ''}`,
  }
}
