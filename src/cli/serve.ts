// guiji serve: a job's static site over HTTP, for looking at it and for the site server in docker-compose.
import { resolve, join } from 'node:path'
import { say } from '../domain/words.ts'
import { openSiteServer } from '../targets/site-server.ts'
import { Failure } from '../domain/failures.ts'
import { textOption } from './command.ts'
import type { Command, Context } from './command.ts'
import { jobFiles } from './named.ts'

export const serveCommand: Command = {
  name: 'serve',
  args: '[JOB]',
  about: { zh: '在本机打开任务的静态站点', en: "Serve a job's static site" },
  options: [
    { flags: '--port <n>', about: { zh: '端口(默认 8080)', en: 'Port (default 8080)' } },
    { flags: '--host <host>', about: { zh: '监听地址(默认 127.0.0.1)', en: 'Address to listen at (default 127.0.0.1)' } },
    { flags: '--path <dir>', about: { zh: '直接给出站点目录(不需要数据库)', en: "The site's folder itself (no database needed)" } },
  ],
  run: async (context, [name], options) => {
    const root = textOption(options, 'path') ?? await siteFolder(name, context)
    const port = Number(textOption(options, 'port') ?? 8080)
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Failure('usage', '--port must be a number from 0 to 65535')
    const server = await openSiteServer(root, { port, host: textOption(options, 'host') ?? '127.0.0.1' })
    context.note(say(context.lang, { zh: `${root} → ${server.url}  Ctrl-C 停止`, en: `${root} → ${server.url}  Ctrl-C stops it` }))
    await new Promise<void>((done) => context.signal.addEventListener('abort', () => done(), { once: true }))
    await server.close()
    return { json: { path: root, url: server.url, stopped: true }, text: '' }
  },
}

async function siteFolder(name: string | undefined, context: Context): Promise<string> {
  if (name === undefined) return join(context.config.data, 'site')
  const files = await jobFiles(name, context)
  const path = files.job.target['path']
  return typeof path === 'string' ? resolve(files.base, path) : join(context.config.data, 'site')
}
