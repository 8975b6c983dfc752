// Bytes go into the site's folder, whole or not at all: written aside in `.tmp`, then renamed. Equal bytes are never written again.
// The calls are synchronous on purpose: a page is a few KB, and the asynchronous ones cost four times the CPU.
import { randomBytes } from 'node:crypto'
import { execFile } from 'node:child_process'
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'

const RUN = `${hostname().replaceAll(/[^a-zA-Z0-9-]/g, '-')}.${process.pid}.${randomBytes(4).toString('hex')}`
const DAY = 24 * 3600 * 1000
let counter = 0

/** One site folder. Addresses are site-relative and start with `/`. */
export interface Folder {
  readonly root: string
  has(url: string): boolean
  /** The text at an address; null when there is none. */
  read(url: string): string | null
  /** True when bytes were written, false when they stood there already. */
  write(url: string, text: string): boolean
  remove(url: string): void
  /** A hard link to `file` when the file system allows it, else false. */
  link(url: string, file: string): boolean
  writeBytes(url: string, bytes: Uint8Array): void
  /** A large file, written in pieces; nobody sees it before `finish`. */
  stage(url: string): Staged
  /** Keeps a page ready under a name of its own, unless the address holds the same bytes; `settle` puts it in place. */
  aside(name: string, url: string, text: string): void
  settle(name: string, url: string): void
  /** Removes what crashed processes left in `.tmp`. */
  sweep(): void
  /** Returns when the file system has put everything on disk, as far as it tells. */
  flush(): Promise<void>
}

export interface Staged {
  add(text: string): void
  /** Puts it in place; true when it differed from what stood there. */
  finish(): boolean
}

export function openFolder(root: string): Folder {
  const made = new Set<string>()
  const at = (url: string): string => join(root, url)
  const place = (temp: string, url: string): void =>
    guarded(url, () => {
      const folder = dirname(at(url))
      if (!made.has(folder)) mkdirSync(folder, { recursive: true })
      if (made.size < 4096) made.add(folder)
      renameSync(temp, at(url))
    })
  // nothing is made before there is something to write
  const ready = (url: string): void =>
    guarded(url, () => {
      if (!made.has(root)) mkdirSync(join(root, '.tmp'), { recursive: true })
      made.add(root)
    })
  const newTemp = (url: string): string => {
    ready(url)
    return tempName(root)
  }
  const put = (url: string, data: string | Uint8Array): void => {
    const temp = newTemp(url)
    guarded(url, () => writeFileSync(temp, data))
    place(temp, url)
  }
  return {
    root,
    has: (url) => existsSync(at(url)),
    read: (url) => readOrNull(at(url)),
    write(url, text) {
      if (readOrNull(at(url)) === text) return false
      put(url, text)
      return true
    },
    remove: (url) => rmSync(at(url), { force: true }),
    link: (url, file) => guarded(url, () => linkOrNot(file, at(url))),
    writeBytes: put,
    stage: (url) => stage({ temp: newTemp(url), file: at(url), place: (temp) => place(temp, url) }),
    aside(name, url, text) {
      if (readOrNull(at(url)) === text) return
      ready(url)
      guarded(url, () => writeFileSync(asideName(root, name), text))
    },
    settle(name, url) {
      if (existsSync(asideName(root, name))) place(asideName(root, name), url)
    },
    sweep() {
      if (existsSync(join(root, '.tmp'))) sweep(root)
    },
    flush: () => new Promise((resolve) => execFile('sync', ['-f', root], () => resolve())),
  }
}

/** The folder itself, or the last one above it that exists: what a check can look at without making anything. */
export function standing(root: string): string {
  return existsSync(root) || dirname(root) === root ? root : standing(dirname(root))
}

function tempName(root: string): string {
  counter += 1
  return join(root, '.tmp', `${RUN}.${counter}.tmp`)
}

function asideName(root: string, name: string): string {
  return join(root, '.tmp', `${RUN}.${name}.tmp`)
}

function guarded<T>(url: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new Failure('disk-full', both(`站点目录所在磁盘已满,无法写入 ${url}`, `The site folder has no room left for ${url}`), {
        cause: error,
      })
    if (['EACCES', 'EROFS', 'EPERM', 'ENOTDIR', 'ENOENT', 'EEXIST', 'EISDIR'].includes(code)) {
      throw new Failure(
        'data-folder-unusable',
        both(`站点目录无法写入 ${url}(${code})`, `The site folder cannot be written at ${url} (${code})`),
        { cause: error },
      )
    }
    throw error
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null
    throw error
  }
}

function linkOrNot(file: string, target: string): boolean {
  try {
    mkdirSync(dirname(target), { recursive: true })
    linkSync(file, target)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return true
    if (['EXDEV', 'EMLINK', 'EPERM', 'ENOTSUP', 'ENOENT', 'EACCES'].includes(codeOf(error))) return false
    throw error
  }
}

function stage(way: { temp: string; file: string; place: (temp: string) => void }): Staged {
  const fd = guarded(way.file, () => openSync(way.temp, 'wx'))
  let waiting = ''
  const write = (): void => {
    guarded(way.file, () => writeSync(fd, waiting))
    waiting = ''
  }
  return {
    add(text) {
      waiting += text
      if (waiting.length > 65_536) write()
    },
    finish() {
      write()
      closeSync(fd)
      if (sameBytes(way.temp, way.file)) rmSync(way.temp)
      else return (way.place(way.temp), true)
      return false
    },
  }
}

function sameBytes(one: string, other: string): boolean {
  if (!existsSync(other) || statSync(one).size !== statSync(other).size) return false
  const files = [openSync(one, 'r'), openSync(other, 'r')] as const
  const left = Buffer.allocUnsafe(65_536)
  const right = Buffer.allocUnsafe(65_536)
  try {
    for (;;) {
      const read = readSync(files[0], left)
      if (readSync(files[1], right) !== read || left.compare(right, 0, read, 0, read) !== 0) return false
      if (read === 0) return true
    }
  } finally {
    files.forEach((fd) => closeSync(fd))
  }
}

/** A name says who wrote it: a dead process of this machine, or nobody for a day, will not come back for it. */
function sweep(root: string): void {
  for (const name of readdirSync(join(root, '.tmp'))) {
    const file = join(root, '.tmp', name)
    if (name.startsWith(`${RUN}.`)) continue
    const [host, pid] = name.split('.')
    const gone = host === RUN.split('.')[0] && !(Number(pid) !== process.pid && alive(Number(pid)))
    if (gone || (existsSync(file) && Date.now() - statSync(file).mtimeMs > DAY)) rmSync(file, { force: true, recursive: true })
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}
