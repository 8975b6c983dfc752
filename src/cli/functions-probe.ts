// guiji functions --probe: does the old address of each function still answer? Asked politely, only where the job allows the host, and
// never over what a person said. An answer is no promise that the service behind it works.
import { join } from 'node:path'
import pLimit from 'p-limit'
import { Failure } from '../domain/failures.ts'
import { numberText, say } from '../domain/words.ts'
import { completeFunctions, listFunctions } from '../ledger/functions.ts'
import type { Completion, FunctionRow } from '../ledger/functions.ts'
import { readJob } from '../ledger/jobs.ts'
import type { Net } from '../net/client.ts'
import { openNetOf } from '../rooms.ts'
import { openFileVault } from '../vault/file-vault.ts'
import type { Context } from './command.ts'

const PAGE = 100
const AT_ONCE = 8
/** Enough of an answer to know that there is one. */
const MOST_BYTES = 256 * 1024

export async function probeFunctions(job: string, by: string, context: Context): Promise<void> {
  const { ledger } = await context.house()
  const files = await readJob(ledger.sql, job)
  const { data, privateHosts } = context.config
  const net = openNetOf(files.job, { vault: openFileVault(join(data, 'vault')), data, ledger, privateHosts, secret: context.secret })
  const limit = pLimit(AT_ONCE)
  const counts = { asked: 0, refused: 0 }
  try {
    for (let after = ''; !context.signal.aborted;) {
      const rows = await listFunctions(ledger.sql, { job, after, limit: PAGE })
      const due = rows.filter((row) => row.alive_how !== 'person' && /^https?:\/\//i.test(row.address ?? ''))
      const looks = await Promise.all(due.map((row) => limit(() => look(row, net, counts))))
      await completeFunctions(
        ledger.sql,
        looks.filter((one) => one !== null),
        { job, by, each: true },
      )
      if (rows.length < PAGE) break
      after = rows.at(-1)?.key ?? ''
    }
  } finally {
    await net.close()
  }
  const [asked, refused] = [numberText(counts.asked), numberText(counts.refused)]
  context.note(
    say(context.lang, {
      zh: `查看了 ${asked} 个地址${counts.refused === 0 ? '' : `;${refused} 个不在 limits.hosts 允许的主机中,须由人说明(functions set --alive)`}`,
      en: `${asked} addresses asked${counts.refused === 0 ? '' : `; ${refused} are at hosts that limits.hosts does not allow: a person must say (functions set --alive)`}`,
    }),
  )
}

/** Null = nothing new to tell. */
async function look(row: FunctionRow, net: Net, counts: { asked: number; refused: number }): Promise<Completion | null> {
  const address = row.address ?? ''
  if (!net.mayGet(address)) {
    counts.refused += 1
    return null
  }
  counts.asked += 1
  const { alive, how } = await answerOf(address, net)
  if (alive === row.alive && how === row.alive_how) return null
  return { key: row.key, revision: row.revision, to: null, address: null, reason: null, alive, how }
}

/** Gone = the server says so. Whatever else goes wrong may pass, or be our own fault: then nobody knows. */
async function answerOf(address: string, net: Net): Promise<{ alive: boolean | null; how: string }> {
  try {
    await net.get(address, { maxBytes: MOST_BYTES })
    return { alive: true, how: 'answers' }
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'interrupted') throw error
    if (error.code === 'net-too-large') return { alive: true, how: 'answers' }
    return { alive: error.code === 'net-missing' ? false : null, how: error.code }
  }
}
