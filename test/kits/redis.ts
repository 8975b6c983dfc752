// A private Redis for tests, where the program `redis-server` is installed. In: nothing. Out: its URL, and how to stop or kill it.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Whether Redis tests can run here; others use `describe.skipIf(!redisHere)` with REDIS_SKIPPED in mind. */
export const redisHere = spawnSync('redis-server', ['--version']).status === 0

export const REDIS_SKIPPED = 'REDIS TESTS ARE SKIPPED: redis-server is not installed here. See CONTRIBUTING.md; .ci/run installs it.'

export interface TestRedis {
  readonly url: string
  /** Of the server that runs now. */
  pid(): number
  /** Ends it as a crash would; its data folder stays. */
  kill(): Promise<void>
  /** Starts it again on the same port with the same data. */
  restart(): Promise<void>
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

/** Starts Redis in its production shape (noeviction, AOF) on a free port, in a folder of its own. */
export async function startRedis(): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'guiji-redis-'))
  const port = await freePort()
  let server = await start(folder, port)
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const exited = once(server, 'exit')
    server.kill('SIGKILL')
    await exited
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: () => server.pid ?? 0,
    kill,
    restart: async () => {
      await kill()
      server = await start(folder, port)
    },
    stop: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function start(folder: string, port: number): Promise<ChildProcess> {
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'yes',
    '--maxmemory-policy',
    'noeviction',
  ]
  const server = spawn('redis-server', args, { stdio: 'ignore' })
  process.once('exit', () => server.kill('SIGKILL'))
  for (let tries = 0; tries < 200; tries++) {
    if (await answers(port)) return server
    if (server.exitCode !== null) break
    await sleep(50)
  }
  throw new Error(`redis-server did not start on port ${port}`)
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('data', (data) => {
      socket.destroy()
      resolve(data.toString().startsWith('+PONG'))
    })
    socket.once('error', () => resolve(false))
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return address.port
}
