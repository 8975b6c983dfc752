// What people name on the command line → what the ledger knows: jobs by file or name, items by id, key or address.
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { Failure } from '../domain/failures.ts'
import { nearest } from '../domain/mistakes.ts'
import { both } from '../domain/words.ts'
import type { House } from '../house.ts'
import type { JobFile } from '../job-file.ts'
import { findItems } from '../ledger/items.ts'
import type { Item } from '../ledger/items.ts'
import { listJobs, readJob } from '../ledger/jobs.ts'
import type { JobFiles, JobRow } from '../ledger/jobs.ts'
import { misuse } from './command.ts'
import type { Context } from './command.ts'

/** A job's name holds neither dot nor slash, so whatever does is meant as a file. */
function isFile(name: string): boolean {
  if (statSync(name, { throwIfNoEntry: false })?.isDirectory() === true && /[/.]/.test(name)) {
    throw misuse(`“${name}”是目录;请给出任务文件,如 jobs/demo.yaml`, `"${name}" is a folder; give a job file, like jobs/demo.yaml`)
  }
  return /[/\\.]/.test(name)
}

/** A job file, checked; or the same as the ledger remembers it, when a job's name is given. */
export async function jobFiles(name: string, context: Context): Promise<JobFiles> {
  if (isFile(name)) return filesOf(await jobFile(name, context))
  return remembered(name, await context.house())
}

/** What reads and checks files comes in only for files. */
async function jobFile(name: string, { lang }: Context): Promise<JobFile> {
  const [{ loadJob }, { KINDS }] = await Promise.all([import('../job-file.ts'), import('../kinds.ts')])
  return loadJob(name, { kinds: KINDS, lang })
}

function filesOf(file: JobFile): JobFiles {
  const digest = createHash('sha256').update(`${file.jobDigest}\n${file.mappingDigest}`).digest('hex')
  return { job: file.job, mapping: file.mapping, jobText: file.jobText, mappingText: file.mappingText, digest, base: file.base }
}

/** The job in the ledger; a file's name is good too. */
export async function knownJob(name: string, context: Context): Promise<JobRow> {
  const job = isFile(name) ? (await jobFile(name, context)).job.job : name
  return (await remembered(job, await context.house())).row
}

async function remembered(name: string, house: House): Promise<JobFiles & { readonly row: JobRow }> {
  try {
    return await readJob(house.ledger.sql, name)
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'not-found') throw error
    const names = (await listJobs(house.ledger.sql)).map((job) => job.name)
    const meant = nearest(name, names)
    const known = names.slice(0, 10)
    throw new Failure(
      'not-found',
      both(
        `台账中没有任务“${name}”${meant === null ? '' : `(是不是 ${meant}?)`};${known.length === 0 ? '第一次运行请给出任务文件,如 jobs/demo.yaml' : `已有: ${known.join('、')}`}`,
        `there is no job "${name}" in this ledger${meant === null ? '' : ` (did you mean ${meant}?)`}; ${known.length === 0 ? 'for a first run give the job file, like jobs/demo.yaml' : `there are: ${known.join(', ')}`}`,
      ),
    )
  }
}

/** Exactly one item; several accounts may know one key, then the id must be given. */
export async function oneItem(name: string, house: House): Promise<Item> {
  const [item, ...others] = await findItems(house.ledger.sql, name.replace(/^#(?=\d+$)/, ''))
  if (item === undefined)
    throw new Failure(
      'not-found',
      both(`没有文章“${name}”(可用编号、平台编号或网址)`, `there is no item "${name}" (an id, a key or an address)`),
    )
  if (others.length === 0) return item
  const ids = [item, ...others].map((one) => one.id)
  throw new Failure(
    'not-found',
    both(`“${name}”同时指 ${ids.length} 篇: ${ids.join('、')};请给出编号`, `"${name}" names several items: ${ids.join(', ')}; give the id`),
  )
}
