// guiji serve: a job's static site over HTTP, for looking at it and for the site server in docker-compose.
import { statSync } from 'node:fs'
import { resolve, join } from 'node:path'
import { both, say } from '../domain/words.ts'
import { openSiteServer } from '../targets/site-server.ts'
import { Failure } from '../domain/failures.ts'
import { textOption } from './command.ts'
import type { Command, Context } from './command.ts'
import { jobFiles } from './named.ts'
import { portOption } from './options.ts'

export const serveCommand: Command = {
  name: 'serve',
  part: 'look',
  args: '[JOB]',
  example: 'demo --port 8080',
  drains: true,
  about: { zh: '在本机打开任务的静态站点', en: "Serve a job's static site" },
  options: [
    { flags: '--port <n>', about: { zh: '端口(默认 8080)', en: 'Port (default 8080)' } },
    { flags: '--host <host>', about: { zh: '监听地址(默认 127.0.0.1)', en: 'Address to listen at (default 127.0.0.1)' } },
    { flags: '--path <dir>', about: { zh: '直接给出站点目录(不需要数据库)', en: "The site's folder itself (no database needed)" } },
  ],
  run: async (context, [name], options) => {
    const port = portOption(options, 'port', 8080)
    const root = resolve(textOption(options, 'path') ?? await siteFolder(name, context))
    if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new Failure('not-found', both(`没有站点目录 ${root};先运行任务`, `there is no site folder ${root}; run the job first`))
    }
    const server = await openSiteServer(root, { port, host: textOption(options, 'host') ?? '127.0.0.1' })
    context.note(say(context.lang, { zh: `${root} → ${server.url}  Ctrl-C 停止`, en: `${root} → ${server.url}  Ctrl-C stops it` }))
    await stopped(context.signal)
    await server.close()
    return { json: { path: root, url: server.url, stopped: true }, text: '' }
  },
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
