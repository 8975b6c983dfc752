// guiji serve: a job's static site over HTTP, for looking at it and for the site server in docker-compose.
import { statSync } from 'node:fs'
import { resolve, join } from 'node:path'
import { both, say } from '../domain/words.ts'
import { openSiteServer } from '../targets/site-server.ts'
import { Failure } from '../domain/failures.ts'
import { textOption } from './command.ts'
import type { Run, Context } from './command.ts'
import { jobFiles } from './named.ts'
import { portOption } from './options.ts'

export const run: Run = async (context, [name], options) => {
  const port = portOption(options, 'port', 8080)
  const root = resolve(textOption(options, 'path') ?? (await siteFolder(name, context)))
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new Failure('not-found', both(`没有站点目录 ${root};先运行任务`, `there is no site folder ${root}; run the job first`))
  }
  const server = await openSiteServer(root, { port, host: textOption(options, 'host') ?? '127.0.0.1' })
  context.note(say(context.lang, { zh: `${root} → ${server.url}  Ctrl-C 停止`, en: `${root} → ${server.url}  Ctrl-C stops it` }))
  await stopped(context.signal)
  await server.close()
  return { json: { path: root, url: server.url, stopped: true }, text: '' }
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })
}

async function siteFolder(name: string | undefined, context: Context): Promise<string> {
  if (name === undefined) return join(context.config.data, 'site')
  const files = await jobFiles(name, context)
  const path = files.job.target['path']
  return typeof path === 'string' ? resolve(files.base, path) : join(context.config.data, 'site')
}
