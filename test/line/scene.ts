// The two queue servers the line's tests run over: a fresh database each, and Redis where it is installed.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openQueues, type Queues, type QueueSettings } from '../../src/line/queues.ts'
import type { Trouble } from '../../src/line/trouble.ts'
import { freshDatabase, type TestDatabase } from '../kits/database.ts'
import type { TestRedis } from '../kits/redis.ts'
import { makeToyTables, toyBacklog, type ToyBacklog } from './toy-backlog.ts'

export interface Scene {
  readonly settings: QueueSettings
  readonly queues: Queues
  readonly backlog: ToyBacklog
  readonly redis: TestRedis | undefined
  readonly database: TestDatabase
  readonly troubles: Trouble[]
  readonly onTrouble: (trouble: Trouble) => void
  end(): Promise<void>
}

/** `redis`: the server to use, if the queues shall be there; it goes on when the scene ends. */
export async function openScene(redis?: TestRedis): Promise<Scene> {
  const database = await freshDatabase()
  await makeToyTables(database.url)
  const troubles: Trouble[] = []
  const onTrouble = (trouble: Trouble) => void troubles.push(trouble)
  const settings: QueueSettings = { redisUrl: redis?.url, databaseUrl: database.url, prefix: `t${randomUUID().slice(0, 8)}`, onTrouble }
  const queues = await openQueues(settings)
  const backlog = toyBacklog(database.url)
  return {
    settings,
    queues,
    backlog,
    redis,
    database,
    troubles,
    onTrouble,
    end: async () => {
      await queues.close()
      await backlog.close()
      await database.drop()
    },
  }
}

/** Waits until it is so; a test that waits in vain fails by the runner's own limit. */
export async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await so())) await sleep(50)
}
