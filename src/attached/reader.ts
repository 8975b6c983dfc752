// Reads attached files in a thread that may hang or run out of memory without harm to anybody: it is ended, and the file is named as unread.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'
import type { FileText, Unread } from '../domain/file-text.ts'
import { LIMITS } from './limits.ts'

export interface AttachedReader {
  /** `name` with its ending, as readers see it. Never throws. */
  read(bytes: Uint8Array, name: string): Promise<FileText>
  close(): Promise<void>
}

export interface ReaderLimits {
  readonly milliseconds: number
  readonly megabytes: number
}

const USUAL: ReaderLimits = { milliseconds: 60_000, megabytes: 768 }
/** A thread without work is ended, so that a process that is done can end. */
const IDLE_MS = 5000

export function openAttachedReader(limits: ReaderLimits = USUAL): AttachedReader {
  const oneAtATime = pLimit(1)
  let worker: Worker | null = null
  let idle: NodeJS.Timeout | undefined
  const open = (): Worker => {
    const opened = new Worker(new URL('worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: limits.megabytes },
      // nothing it says belongs on an operator's screen
      stdout: true,
      stderr: true,
      execArgv: [],
      env: {},
    })
    opened.unref()
    opened.on('error', () => {})
    return opened
  }
  const end = async () => {
    clearTimeout(idle)
    const ended = worker
    worker = null
    await ended?.terminate()
  }
  const read = async (bytes: Uint8Array, name: string): Promise<FileText> => {
    if (bytes.length > LIMITS.bytes) return unread('too-large')
    clearTimeout(idle)
    worker ??= open()
    const text = await answer(worker, { bytes, name }, limits.milliseconds)
    if (text.unread.some(({ why }) => why === 'too-slow')) await end()
    idle = setTimeout(() => void end(), IDLE_MS)
    idle.unref()
    return text
  }
  return { read: (bytes, name) => oneAtATime(read, bytes, name), close: () => oneAtATime(end) }
}

async function answer(worker: Worker, file: { bytes: Uint8Array; name: string }, milliseconds: number): Promise<FileText> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), milliseconds)
  // the thread is held while it reads: the process waits for its answer
  worker.ref()
  try {
    const bytes = new Uint8Array(file.bytes)
    worker.postMessage({ bytes, name: file.name }, [bytes.buffer])
    const [text] = (await Promise.race([
      once(worker, 'message', { signal: late.signal }),
      once(worker, 'exit', { signal: late.signal }).then(() => Promise.reject(new Error('ended'))),
    ])) as [FileText]
    return text
  } catch {
    // out of time, or out of memory: either way the next file gets a new thread
    return unread('too-slow')
  } finally {
    clearTimeout(timer)
    late.abort()
    worker.unref()
  }
}

function unread(why: Unread): FileText {
  return { pieces: [], unread: [{ why, place: '' }] }
}
