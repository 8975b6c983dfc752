// guiji audit verify, export and proof: what an outsider needs to check the ledger, and the same check here.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Failure } from '../domain/failures.ts'
import { both, numberText, say } from '../domain/words.ts'
import { seal } from '../house.ts'
import type { House } from '../house.ts'
import { checkpointDigest, lastCheckpoint } from '../ledger/audit/checkpoint.ts'
import { exportAudit } from '../ledger/audit/export.ts'
import type { ManifestEntry } from '../ledger/audit/export.ts'
import { itemProof } from '../ledger/audit/proof.ts'
import { verifyLedger } from '../ledger/audit/verify.ts'
import { mustBeWritable } from '../writable.ts'
import { EXIT, textOption } from './command.ts'
import type { Answer, Context, Run } from './command.ts'
import { knownJob, oneItem } from './named.ts'

export const auditVerify: Run = (context, _args, options) => {
  const dir = textOption(options, 'export')
  return dir === undefined ? verifyHere(context) : verifyExport(dir)
}

export const auditExport: Run = (context, [dir], options) =>
  exportHere(context, resolve(dir ?? join(context.config.data, 'audit-export')), textOption(options, 'job'))

export const auditProof: Run = async (context, [name = ''], options) => {
  const house = await context.house()
  const item = await oneItem(name, house)
  await seal(house)
  const proof = await itemProof(house.ledger.sql, item.id)
  const out = textOption(options, 'out')
  if (out !== undefined) await writeText(out, proof)
  return { json: { item: item.id, proof: out === undefined ? proof : null, file: out ?? null }, text: out ?? proof }
}

async function verifyHere(context: Context): Promise<Answer> {
  const house = await context.house()
  await seal(house)
  const started = performance.now()
  const report = await verifyLedger(house.ledger.sql)
  const seconds = Math.round(performance.now() - started) / 1000
  const head = await lastCheckpoint(house.ledger.sql)
  const digest = head === undefined ? null : checkpointDigest(head.note)
  const text = [
    report.ok ? say(context.lang, { zh: '✓ 核验通过', en: '✓ verified' }) : say(context.lang, { zh: '✗ 核验未通过', en: '✗ NOT verified' }),
    say(context.lang, {
      zh: `  ${numberText(report.leaves)} 条记录 · ${numberText(report.checkpoints)} 个检查点 · SHA-256 与 SM3 · ${seconds.toFixed(1)} 秒`,
      en: `  ${numberText(report.leaves)} events · ${numberText(report.checkpoints)} checkpoints · SHA-256 and SM3 · ${seconds.toFixed(1)} s`,
    }),
    digest === null ? '' : `  ${say(context.lang, { zh: '检查点摘要', en: 'checkpoint digest' })}\n  ${digest}`,
    ...report.problems.map((problem) => `  ! ${problem.code}  ${problem.where}`),
  ]
    .filter((line) => line !== '')
    .join('\n')
  return { json: { ...report, digest, seconds }, text, exit: report.ok ? EXIT.done : EXIT.problems }
}

/** The very program that ships in the export, run as an outsider would run it. */
async function verifyExport(dir: string): Promise<Answer> {
  if (!existsSync(join(dir, 'checkpoint')))
    throw new Failure(
      'not-found',
      both(`${dir} 不是审计导出(缺少文件 checkpoint)`, `${dir} is not an audit export (it has no file "checkpoint")`),
    )
  const script = new URL('../ledger/audit/verify.mjs', import.meta.url).pathname
  const { code, out } = await new Promise<{ code: number; out: string }>((done) => {
    const child = spawn(process.execPath, [script, dir], { stdio: ['ignore', 'pipe', 'pipe'] })
    let heard = ''
    child.stdout.on('data', (some: Buffer) => {
      heard += some.toString()
    })
    child.stderr.on('data', (some: Buffer) => {
      heard += some.toString()
    })
    child.on('close', (exit) => done({ code: exit ?? 2, out: heard }))
  })
  return { json: { ok: code === 0, export: dir, report: out }, text: out.trimEnd(), exit: code === 0 ? EXIT.done : EXIT.problems }
}

async function exportHere(context: Context, dir: string, named: string | undefined): Promise<Answer> {
  mustBeWritable(dir, 'usage')
  const house = await context.house()
  const job = named === undefined ? undefined : (await knownJob(named, context)).name
  await seal(house)
  const done = await exportAudit(house.ledger.sql, dir, { ...(job === undefined ? {} : { job }), manifest: vaultManifest(house, job) })
  return {
    json: { dir, ...done },
    text: say(context.lang, {
      zh: `已导出 ${numberText(done.size)} 条记录到 ${dir}\n检查点摘要 ${done.digest}\n核验: node ${join(dir, 'verify.mjs')}`,
      en: `${numberText(done.size)} events exported to ${dir}\ncheckpoint digest ${done.digest}\nverify: node ${join(dir, 'verify.mjs')}`,
    }),
  }
}

/** Every stored picture and file, by digest; a page of 1000 at a time. */
async function* vaultManifest(house: House, job: string | undefined): AsyncGenerator<ManifestEntry> {
  for (let after = ''; ;) {
    const rows = await house.ledger.sql.query<{ digest: string; sm3: string; bytes: string }>(
      `select digest, sm3, bytes from asset a where digest > $1 and ($2::text is null or exists (
         select from capture c join item i on i.id = c.item where i.job = $2 and c.parts @> jsonb_build_array(jsonb_build_object('digest', a.digest))))
       order by digest limit 1000`,
      [after, job ?? null],
    )
    for (const row of rows) yield { name: row.digest, bytes: Number(row.bytes), sha256: row.digest, sm3: row.sm3 }
    const last = rows.at(-1)
    if (last === undefined || rows.length < 1000) return
    after = last.digest
  }
}

async function writeText(file: string, text: string): Promise<void> {
  mustBeWritable(dirname(resolve(file)), 'usage')
  await mkdir(dirname(resolve(file)), { recursive: true })
  await writeFile(file, text)
  await readFile(file)
}
