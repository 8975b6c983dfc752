// Opens what belongs to one job as it was described: its source and its target, each once per process, by the digest of its files.
import { resolve } from 'node:path'
import { Failure } from './domain/failures.ts'
import { turnsOf } from './gates.ts'
import { both } from './domain/words.ts'
import type { Job } from './domain/job.ts'
import { loadYaml } from './job-file.ts'
import type { Mapping } from './domain/mapping.ts'
import type { SecretRef } from './domain/secret.ts'
import { readJob, targetName } from './ledger/jobs.ts'
import type { Ledger } from './ledger/ledger.ts'
import { NO_MEMORY, webMemory } from './ledger/web-memory.ts'
import { openNet, type Net, type NetOptions } from './net/client.ts'
import type { Receiving } from './net/receiving.ts'
import { openSender } from './net/send.ts'
import { shortKeep, vaultKeep } from './source-keep.ts'
import { SOURCE_KINDS } from './sources/kinds.ts'
import { gathered } from './sources/gather/gathered.ts'
import type { Source, SourceKit } from './sources/source.ts'
import type { JobRoom } from './stations/station.ts'
import { TARGET_KINDS } from './targets/kinds.ts'
import type { TargetKit } from './targets/target.ts'
import { isWrittenOff } from './transform/facts/routes.ts'
import type { Vault } from './vault/vault.ts'

export interface RoomsKit {
  readonly vault: Vault
  /** The data folder, absolute. */
  readonly data: string
  /** Null = no ledger (preview, check before the database): no pace shared with other workers. */
  readonly ledger: Ledger | null
  /** `host:port` of sources that may lie in the own network; the operator names them, no job can. */
  readonly privateHosts: readonly string[]
  /** Told of large answers on their way, for whoever shows progress. */
  readonly receiving?: Receiving | undefined
  /** What stands in the environment, or a file below `base`, for a secret that a job names. */
  readonly secret: (ref: SecretRef, base: string) => string
}

export interface Described {
  readonly job: Job
  readonly mapping: Mapping
  readonly digest: string
  readonly base: string
}

export interface Rooms {
  /** Of a job in the ledger; the same digest gives the same room. */
  readonly of: (job: string, digest: string) => Promise<JobRoom>
  close(): Promise<void>
}

export function openRooms(kit: RoomsKit & { readonly ledger: Ledger }): Rooms {
  const open = new Map<string, Promise<JobRoom & { close(): Promise<void> }>>()
  return {
    of(job, digest) {
      const known = open.get(`${job} ${digest}`)
      if (known !== undefined) return known
      const room = readJob(kit.ledger.sql, job, digest).then((files) => openRoom(files, kit))
      open.set(`${job} ${digest}`, room)
      // a room that could not be opened may open the next time
      room.catch(() => open.delete(`${job} ${digest}`))
      return room
    },
    async close() {
      for (const room of open.values())
        await room.then(
          (one) => one.close(),
          () => {},
        )
    },
  }
}

export async function openRoom(files: Described, kit: RoomsKit): Promise<JobRoom & { close(): Promise<void> }> {
  const { job } = files
  const { sourceKind, targetKind } = kindsOf(job)
  const parts: { close(): Promise<void> }[] = []
  const kept = <Part extends { close(): Promise<void> }>(part: Part): Part => {
    parts.push(part)
    return part
  }
  // all of them, whatever one says: what stays open keeps files and sockets
  const close = async () => {
    for (const part of parts.splice(0).toReversed()) await part.close().catch(() => {})
  }
  try {
    const net = kept(openNet(netOptions(job, kit, sourceKind)))
    const plain = kept(await sourceKind.open(sourceKind.options.parse(job.source), sourceKitOf(files, net, kit)))
    const source = gathers(files, plain)
    const options = targetKind.options.parse(job.target)
    const sender = kept(
      openSender({
        hosts: targetKind.hosts(options),
        perHost: job.publishing.concurrency,
        ...(kit.ledger === null || job.publishing.perSecond === undefined ? {} : { gate: turnsOf(kit.ledger, job.publishing.perSecond) }),
      }),
    )
    const target = kept(await targetKind.open(options, { ...targetKitOf(files, kit), send: sender.send }))
    const madeBy = `${sourceKind.name}@${sourceKind.version}${source === plain ? '' : '+gather@1'}`
    return { job, mapping: files.mapping, digest: files.digest, source, madeBy, target, targetName: targetName(job), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Short posts that the mapping gathers come as one article; without such a rule the source is as it is. */
function gathers({ job, mapping }: Described, source: Source): Source {
  if (mapping.gather.length === 0) return source
  const { platform, id } = job.account
  return gathered(source, { rules: mapping.gather, account: `${platform}-${id}`, isWrittenOff: (page) => isWrittenOff(page, mapping) })
}

function kindsOf(job: Job) {
  const sourceKind = Object.hasOwn(SOURCE_KINDS, job.source.kind) ? SOURCE_KINDS[job.source.kind] : undefined
  const targetKind = TARGET_KINDS.get(job.target.kind)
  if (sourceKind === undefined)
    throw new Failure(
      'job-invalid',
      both(
        `没有来源类型“${job.source.kind}”;可用: ${Object.keys(SOURCE_KINDS).join('、')}`,
        `there is no source kind "${job.source.kind}"; kinds: ${Object.keys(SOURCE_KINDS).join(', ')}`,
      ),
    )
  if (targetKind === undefined)
    throw new Failure(
      'job-invalid',
      both(
        `没有目标类型“${job.target.kind}”;可用: ${[...TARGET_KINDS.keys()].join('、')}`,
        `there is no target kind "${job.target.kind}"; kinds: ${[...TARGET_KINDS.keys()].join(', ')}`,
      ),
    )
  return { sourceKind, targetKind }
}

/** The polite client of a job alone, without its source and target. */
export function openNetOf(job: Job, kit: RoomsKit): Net {
  return openNet(netOptions(job, kit, {}))
}

function netOptions(job: Job, kit: RoomsKit, { robots }: { readonly robots?: 'none' }): NetOptions {
  return {
    hosts: job.limits.hosts,
    requestsPerSecond: job.limits.requestsPerSecond,
    maxBytes: job.limits.fileMegabytes * MEGABYTE,
    allowPrivate: kit.privateHosts,
    perHost: job.limits.requestsAtOnce,
    obeyRobots: robots !== 'none' && job.limits.robots.policy === 'obey',
    ...(kit.ledger === null ? {} : { gate: kit.ledger.hosts }),
    ...(kit.receiving === undefined ? {} : { receiving: kit.receiving }),
  }
}

const MEGABYTE = 1024 * 1024

function sourceKitOf({ job, base }: Described, net: ReturnType<typeof openNet>, { ledger, secret, vault }: RoomsKit): SourceKit {
  return {
    get: net.get,
    memory: ledger === null ? NO_MEMORY : webMemory(ledger.sql, job.job),
    mayGet: (url) => net.mayGet(url),
    yaml: loadYaml,
    secret: (ref) => secret(ref, base),
    ...(ledger === null ? shortKeep() : vaultKeep(vault)),
    base,
    limits: { fileBytes: job.limits.fileMegabytes * MEGABYTE, inflatedBytes: job.limits.inflatedMegabytes * MEGABYTE },
  }
}

function targetKitOf({ mapping, base }: Described, kit: RoomsKit): Omit<TargetKit, 'send'> {
  return {
    base,
    data: resolve(kit.data),
    columns: mapping.columns,
    asset: (digest) => kit.vault.get(digest),
    assetFile: (digest) => kit.vault.fileOf(digest),
    secret: (ref) => kit.secret(ref, base),
    yaml: loadYaml,
  }
}
