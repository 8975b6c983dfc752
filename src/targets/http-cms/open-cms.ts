// The options of a job and what the target is lent go in; the opened target comes out. Nothing is asked before it is used.
import { openFiles } from '../site-file.ts'
import type { Target, TargetKit } from '../target.ts'
import { openAsker } from './ask.ts'
import { keyScope } from './article-scope.ts'
import { checkCms } from './check.ts'
import type { CmsRoom } from './cms-room.ts'
import { discard, strays } from './drafts.ts'
import { openBatches } from './batches.ts'
import { createAlone, put, read, stage, withdraw } from './entries.ts'
import { find, pageOf } from './lookup.ts'
import { findFile, takes, uploadFile } from './media.ts'
import { openPreset } from './open-preset.ts'
import type { HttpCmsOptions } from './options.ts'
import type { Preset } from './preset.ts'
import { openReader } from './read-back.ts'
import { ownOf } from './site-files.ts'
import { renderText, type Scope } from './template.ts'
import { settleMs } from './times.ts'

export function openCms(options: HttpCmsOptions, kit: TargetKit): Target {
  const room = openRoom(options, kit)
  const { preset } = room
  const none = { remoteId: null, media: new Map() }
  return {
    can: {
      ...preset.can,
      addressFromKey: fromKeyOnly(options.page ?? preset.page ?? ''),
      stages: preset.stage !== undefined,
      filesByDigest: false,
      settleMs: settleMs(preset, options.settleSeconds ?? preset.can.settleSeconds),
    },
    check: async () => await checkCms(room),
    find: async (key) => await find(room, key),
    addressOf: (key) =>
      fromKeyOnly(options.page ?? preset.page ?? '') ? pageOf(room, keyScope(key), { id: '', url: null, item: null }) : null,
    takes: ({ mediaType }) => takes(preset.fileTypes, mediaType),
    upload: async (asset) => await uploadFile(room, asset),
    findUpload: async (asset) => await findFile(room, asset),
    stage: async (article, key, place) => await stage(room, article, { key, place }),
    put: async (article, key, place) => await put(room, article, { key, place: place ?? none }),
    read: async (published) => await read(room, published),
    withdraw: async (published, reason) => await withdraw(room, published, reason),
    strays: () => strays(room),
    discard: async (stray) => await discard(room, stray),
    finish: async () => {},
    close: async () => {},
  }
}

const FILES = { timeoutMs: 120_000, maxBytes: 1024 * 1024 * 1024 } as const

function openRoom(options: HttpCmsOptions, kit: TargetKit): CmsRoom {
  const preset = openPreset(options, kit)
  const base = options.url.replace(/\/$/, '')
  const site = (options.site ?? new URL(options.url).origin).replace(/\/$/, '')
  const scope = scopeOf(preset, options, { base, site })
  const filePlaces = [
    ...preset.filePaths.map((place) => renderText(place, scope)),
    ...(options.mediaBase === undefined ? [] : [options.mediaBase]),
  ]
  const addresses = [base, site, ...(options.mediaBase === undefined ? [] : [options.mediaBase])]
  const own = ownOf([...addresses, ...options.hosts.flatMap((host) => [`https://${host}`, `http://${host}`])], filePlaces)
  const asker = openAsker({ preset, base, send: kit.send, secrets: lazySecrets(options, kit), scope })
  const fileAt = openFiles(kit.send, FILES)
  const reader = openReader({
    own,
    fileAt,
    preset,
    columns: kit.columns,
    channels: options.columns,
    columnNames: options.columnNames,
    send: kit.send,
  })
  const batches = openBatches(preset, { asker, scope, create: async (one) => await createAlone({ preset, asker }, one) })
  return { preset, options, kit, asker, reader, batches, own, fileAt, scope }
}

function scopeOf(preset: Preset, options: HttpCmsOptions, { base, site }: { base: string; site: string }): Scope {
  return {
    url: base,
    site,
    value: { ...preset.values, ...options.values },
    status: { ...preset.status, ...options.status },
    ...preset.dates,
  }
}

/** Read when a request first needs them, so that a preview asks for none. */
function lazySecrets(options: HttpCmsOptions, kit: TargetKit): () => Readonly<Record<string, string>> {
  let known: Readonly<Record<string, string>> | null = null
  return () => (known ??= Object.fromEntries(Object.entries(options.secrets).map(([name, ref]) => [name, kit.secret(ref)])))
}

function fromKeyOnly(page: string): boolean {
  const names = [...page.matchAll(/\{\{\s*([\w.]+)/g)].map((found) => found[1] ?? '')
  return names.length > 0 && names.every((name) => /^(?:key|uuid|site|url|value\.\w+)$/.test(name))
}
