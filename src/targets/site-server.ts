// One folder goes in, a small web server for it comes out: for the read-back, `guiji serve` and the container. It gives out files of that
// folder and nothing else: no dot files, no way out of the folder (through a linked folder neither), no listing, no writing.
import { closeSync, constants, createReadStream, fstatSync, openSync, readlinkSync, readSync, realpathSync, type Stats } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { extname, join, sep } from 'node:path'

export interface SiteServer {
  /** `http://127.0.0.1:41234`, without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.bmp': 'image/bmp',
  '.mp3': 'audio/mpeg',
  '.m4a': 'audio/mp4',
  '.aac': 'audio/aac',
  '.wav': 'audio/wav',
  '.ogg': 'audio/ogg',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.mov': 'video/quicktime',
  '.pdf': 'application/pdf',
  '.zip': 'application/zip',
}

const SAFE = {
  'content-security-policy': "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
} as const

/** Pages that stand for something withdrawn begin with this; they are answered with 410. */
const GONE = Buffer.from('<!doctype html><!--withdrawn-->')
const SMALL = 256 * 1024

/** Port 0 takes any free one; the default host answers only this machine. */
export async function openSiteServer(root: string, at: { port?: number; host?: string } = {}): Promise<SiteServer> {
  const server = createServer({ requestTimeout: 30_000 }, siteHandler(root))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(at.port ?? 0, at.host ?? '127.0.0.1', () => resolve())
  })
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return {
    url: `http://${at.host ?? '127.0.0.1'}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The request handler alone, for servers that are already there. Never throws. */
function siteHandler(root: string): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    try {
      answer(root, request, response)
    } catch {
      if (!response.headersSent) response.writeHead(500, SAFE)
      response.end()
    }
  }
}

function answer(root: string, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405, { ...SAFE, allow: 'GET, HEAD' }).end()
  const raw = (request.url ?? '/').split('?', 1)[0] ?? '/'
  if (raw === '/healthz')
    return void response.writeHead(200, { ...SAFE, 'content-type': TYPES['.txt'], 'cache-control': 'no-store' }).end('ok\n')
  const path = safePath(raw)
  const found = path === null ? null : open(root, path.endsWith('/') ? `${path}index.html` : path)
  if (path !== null && found === null) {
    const folder = path.endsWith('/') ? null : open(root, `${path}/index.html`)
    if (folder !== null) {
      closeSync(folder.fd)
      return void response.writeHead(301, { ...SAFE, location: `${encodeURI(path)}/` }).end()
    }
  }
  if (found === null) return notFound(root, request, response)
  send({ request, response, file: found, name: path ?? '', status: 200 })
}

/** Null for anything that is not a plain way down into the folder. */
function safePath(raw: string): string | null {
  let path: string
  try {
    path = decodeURIComponent(raw)
  } catch {
    return null
  }
  if (!path.startsWith('/') || /[\0\\]/.test(path)) return null
  return path.split('/').some((part, at, all) => part.startsWith('.') || (part === '' && at > 0 && at < all.length - 1)) ? null : path
}

interface Opened {
  readonly fd: number
  readonly stats: Stats
}

function open(root: string, path: string): Opened | null {
  const file = join(root, path)
  let fd: number
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch {
    return null
  }
  const stats = fstatSync(fd)
  if (stats.isFile() && isBelow(root, realPath(fd, file))) return { fd, stats }
  closeSync(fd)
  return null
}

/** Of the file that is open, not of what may stand in its place by now; where the system does not tell it, of the name. */
function realPath(fd: number, file: string): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return real(file)
  }
}

function real(path: string): string | null {
  try {
    return realpathSync.native(path)
  } catch {
    return null
  }
}

const realRoots = new Map<string, string>()

/** The root is looked up once, and again when that does not fit: it may be a link that leads to the next edition of the site now. */
function isBelow(root: string, path: string | null): boolean {
  if (path === null) return false
  const known = realRoots.get(root)
  if (known !== undefined && isUnder(known, path)) return true
  const now = real(root)
  if (now === null) return false
  realRoots.set(root, now)
  return isUnder(now, path)
}

/** A link inside the folder may lead around in it, but not to the half pages that its dot folders hold. */
function isUnder(folder: string, path: string): boolean {
  const start = folder.endsWith(sep) ? folder : folder + sep
  return path.startsWith(start) && !path.includes(`${sep}.`, start.length - 1)
}

interface Sending {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly file: Opened
  readonly name: string
  readonly status: number
}

function send({ request, response, file, name, status }: Sending): void {
  const small = file.stats.size <= SMALL ? readSmall(file) : null
  const gone = small !== null && small.length >= GONE.length && GONE.compare(small, 0, GONE.length) === 0
  const tag = `"${file.stats.size.toString(36)}-${Math.round(file.stats.mtimeMs * 1000).toString(36)}"`
  const head = {
    ...SAFE,
    ...typeHead(name),
    'cache-control': name.startsWith('/media/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: tag,
  }
  const same =
    !gone && status === 200 && (request.headers['if-none-match'] ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === tag)
  response.writeHead(same ? 304 : gone ? 410 : status, same ? head : { ...head, 'content-length': small?.length ?? file.stats.size })
  if (small !== null || same || request.method === 'HEAD') {
    if (small === null) closeSync(file.fd)
    return void response.end(same || request.method === 'HEAD' ? undefined : small)
  }
  // Never more than was promised, and less only as a broken answer: the file may change while it is sent.
  const stream = createReadStream('', { fd: file.fd, end: file.stats.size - 1 }).on('error', () => response.destroy())
  stream.on('end', () => {
    if (stream.bytesRead < file.stats.size) response.destroy()
  })
  response.on('close', () => stream.destroy())
  stream.pipe(response)
}

function readSmall({ fd, stats }: Opened): Buffer {
  const bytes = Buffer.allocUnsafe(stats.size)
  let read = 0
  while (read < stats.size) {
    const more = readSync(fd, bytes, read, stats.size - read, read)
    if (more === 0) break
    read += more
  }
  closeSync(fd)
  return bytes.subarray(0, read)
}

function typeHead(name: string): Record<string, string> {
  const type = TYPES[name.endsWith('/') ? '.html' : extname(name)]
  return type === undefined ? { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment' } : { 'content-type': type }
}

function notFound(root: string, request: IncomingMessage, response: ServerResponse): void {
  const file = open(root, '/404.html')
  if (file !== null) return send({ request, response, file, name: '/404.html', status: 404 })
  const text = '404\n'
  response
    .writeHead(404, { ...SAFE, 'content-type': TYPES['.txt'], 'content-length': Buffer.byteLength(text) })
    .end(request.method === 'HEAD' ? undefined : text)
}
