// <data>/postgres.json: the port and the random password of the embedded server, readable by its owner only.
// In: a data folder. Out: how to connect. It never prints the password.
import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'

const ACCESS = z.strictObject({
  port: z.int().min(1).max(65_535),
  password: z.string().min(8),
  /** Set by `guiji services start`: the server then stays when the last guiji leaves. */
  pinned: z.boolean(),
})

export type Access = z.infer<typeof ACCESS>

/** Null when there is no file yet, or not one of ours. */
export function readAccess(data: string): Access | null {
  try {
    return ACCESS.parse(JSON.parse(readFileSync(fileOf(data), 'utf8')))
  } catch {
    return null
  }
}

export function writeAccess(data: string, access: Access): void {
  const temporary = `${fileOf(data)}.${process.pid}`
  writeFileSync(temporary, `${JSON.stringify(access, null, 2)}\n`, { mode: 0o600 })
  renameSync(temporary, fileOf(data))
}

export function newPassword(): string {
  return randomBytes(24).toString('base64url')
}

export function urlOf(access: Access, database = 'guiji'): string {
  return `postgres://guiji:${access.password}@127.0.0.1:${access.port}/${database}`
}

/** A port of 127.0.0.1 that nobody listens on just now: `wanted` if free, else any; null when `wanted` is taken and `only`. */
export async function freePort(wanted: number, only = false): Promise<number | null> {
  const got = await tryPort(wanted)
  return got ?? (only ? null : tryPort(0))
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(null))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      const got = typeof address === 'object' && address !== null ? address.port : null
      server.close(() => resolve(got))
    })
  })
}

function fileOf(data: string): string {
  return join(data, 'postgres.json')
}
