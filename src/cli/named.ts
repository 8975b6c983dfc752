// What people name on the command line → what the ledger knows: jobs by file or name, items by id, key or address.
import { existsSync } from 'node:fs'
import { Failure } from '../domain/failures.ts'
import type { House } from '../house.ts'
import { loadJob } from '../job-file.ts'
import type { JobFile } from '../job-file.ts'
import { createHash } from 'node:crypto'
import { KINDS } from '../kinds.ts'
import { findItems } from '../ledger/items.ts'
import type { Item } from '../ledger/items.ts'
import { readJob } from '../ledger/jobs.ts'
import type { JobFiles, JobRow } from '../ledger/jobs.ts'
import type { Context } from './command.ts'

export function isFile(name: string): boolean {
  return /\.ya?ml$/i.test(name) || (name.includes('/') && existsSync(name))
}

/** A job file, checked; or the same as the ledger remembers it, when a job's name is given. */
export async function jobFiles(name: string, context: Context): Promise<JobFiles> {
  if (isFile(name)) return filesOf(loadJob(name, { kinds: KINDS, lang: context.lang }))
  const house = await context.house()
  return readJob(house.ledger.sql, name)
}

export function filesOf(file: JobFile): JobFiles {
  const digest = createHash('sha256').update(`${file.jobDigest}\n${file.mappingDigest}`).digest('hex')
  return { job: file.job, mapping: file.mapping, jobText: file.jobText, mappingText: file.mappingText, digest, base: file.base }
}

/** The job in the ledger; a file's name is good too. */
export async function knownJob(name: string, context: Context): Promise<JobRow> {
  const job = isFile(name) ? loadJob(name, { kinds: KINDS, lang: context.lang }).job.job : name
  const house = await context.house()
  return (await readJob(house.ledger.sql, job)).row
}

/** Exactly one item; several accounts may know one key, then the id must be given. */
export async function oneItem(name: string, house: House): Promise<Item> {
  const [item, ...others] = await findItems(house.ledger.sql, name)
  if (item === undefined) throw new Failure('not-found', `there is no item "${name}"`)
  if (others.length === 0) return item
  throw new Failure('not-found', `"${name}" names several items: ${[item, ...others].map((one) => one.id).join(', ')}; give the id`)
}
