// Made accounts, written by test/kits/made-accounts: discover, fetch, parse and normalize of every post by the real sources and transform (no ledger,
// no vault), each account in a process of its own. Cost per post at the beginning and at the end, and memory, for a small and a large account.
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { writeWechat } from '../test/kits/made-accounts/wechat.ts'
import { writeWeibo } from '../test/kits/made-accounts/write-weibo.ts'
import type { Measured } from './accounts-worker.ts'

export interface AccountRow extends Measured {
  readonly account: string
  readonly posts: number
  /** Of writing it. */
  readonly madeSeconds: number
}

const MADE = { 'weibo-archive': writeWeibo, 'wechat-archive': writeWechat } as const
/** What bin/guiji.mjs gives its process. */
const AS_GUIJI = ['--max-semi-space-size=8', '--heap-growing-percent=60']

/** `posts` of Weibo and a fifth as many of WeChat, and a tenth of each. */
export async function benchAccounts(posts: number): Promise<AccountRow[]> {
  const rows: AccountRow[] = []
  for (const part of [0.1, 1]) {
    rows.push(await accountRow('weibo-archive', Math.round(posts * part)))
    rows.push(await accountRow('wechat-archive', Math.round((posts * part) / 5)))
  }
  return rows
}

async function accountRow(account: keyof typeof MADE, posts: number): Promise<AccountRow> {
  const folder = mkdtempSync(join(tmpdir(), 'guiji-bench-account-'))
  try {
    const start = performance.now()
    await MADE[account](folder, { seed: 1, posts })
    const madeSeconds = Math.round((performance.now() - start) / 100) / 10
    const worker = fork(resolve(import.meta.dirname, 'accounts-worker.ts'), [account, folder, String(posts)], { execArgv: AS_GUIJI })
    return { account, posts, madeSeconds, ...(await answerOf(worker)) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function answerOf(worker: ChildProcess): Promise<Measured> {
  const [answer] = (await Promise.race([once(worker, 'message'), once(worker, 'exit')])) as [Measured | number | null]
  if (answer === null || typeof answer === 'number') throw new Error(`the reader of a made account ended with ${answer}`)
  await once(worker, 'exit')
  return answer
}
