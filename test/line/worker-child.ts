// A worker process for the tests of the line: takes tickets until it is killed. Says `begun ITEM` when it takes one that it will never finish.
import { openQueues } from '../../src/line/queues.ts'
import { startWorkers } from '../../src/line/workers.ts'
import { toyBacklog, WAY } from './toy-backlog.ts'

const { databaseUrl, redisUrl, prefix, stuck, lockSeconds } = JSON.parse(process.argv[2] ?? '{}')
const queues = await openQueues({ databaseUrl, redisUrl, prefix })
const backlog = toyBacklog(databaseUrl)
const workers = startWorkers(queues, {
  stations: WAY.map((name) => ({ name, concurrency: 5 })),
  lockSeconds,
  drainSeconds: 1,
  perform: async (ticket) => {
    if (stuck) {
      process.stdout.write(`begun ${ticket.item}\n`)
      await new Promise(() => {})
    }
    await backlog.advance(ticket)
  },
})
process.stdout.write('ready\n')
process.once('SIGTERM', async () => {
  await workers.close()
  await queues.close()
  await backlog.close()
  process.stdout.write('closed\n')
})
