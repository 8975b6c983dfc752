// The two streams of the command line: the answer on stdout (with --json exactly one object, failure or not), all else on stderr.
// It never prints credentials, and a reader that leaves early (`| head`) is no error.
import { maskSecrets } from '../config.ts'
import { FAILURES, Failure } from '../domain/failures.ts'
import { half, say } from '../domain/words.ts'
import type { Lang } from '../domain/words.ts'
import { EXIT } from './command.ts'
import type { Answer } from './command.ts'

export interface Output {
  readonly json: boolean
  readonly note: (line: string) => void
  readonly tell: (text: string) => void
  answer(answer: Answer): number
  /** Tells what happened, to what, and what can be done; a bug shows its whole stack. The exit code comes back. */
  failure(error: unknown, lang?: Lang): number
  /** Wrong use found before any command began; null when the help was shown instead. */
  usage(text: string | null, path: string): number
}

function note(line: string): void {
  process.stderr.write(`${tame(line)}\n`)
}

/** Titles and names come from hostile archives: no control character of theirs (cursor, colour, direction) reaches a terminal. */
export function tame(text: string): string {
  return text.replaceAll(CONTROLS, '\ufffd')
}

const CONTROLS = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu

export function openOutput({ json, lang: first }: { json: boolean; lang: Lang }): Output {
  for (const stream of [process.stdout, process.stderr]) forgiveEarlyEnd(stream)
  const object = (value: object) => {
    if (json) process.stdout.write(`${JSON.stringify(value)}\n`)
  }
  return {
    json,
    note,
    tell: (text) => {
      if (!json && text !== '') process.stdout.write(`${tame(text)}\n`)
    },
    answer: (answer) => {
      object(answer.json)
      if (!json && answer.text !== '') process.stdout.write(`${tame(answer.text)}\n`)
      return answer.exit ?? EXIT.done
    },
    failure: (error, lang = first) => {
      object(errorJson(error, lang))
      for (const line of errorLines(error, lang)) note(line)
      return exitOf(error)
    },
    usage: (text, path) => {
      const help = say(first, { zh: `查看用法: ${path} --help`, en: `See: ${path} --help` })
      const message = text ?? say(first, { zh: '缺少命令', en: 'a command is missing' })
      object({ error: { code: 'usage', fate: 'halt', message, hint: help } })
      if (text !== null) note(`usage: ${text}\n${help}`)
      return EXIT.usage
    },
  }
}

function forgiveEarlyEnd(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
  })
}

/** The hints name commands; people paste them. */
export function hintText(code: keyof typeof FAILURES, lang: Lang): string {
  return say(lang, FAILURES[code]).replace(/(?<!npx )\bguiji (?=[a-z-])/g, 'npx guiji ')
}

export function messageOf(failure: Failure, lang: Lang): string {
  return maskSecrets(half(lang, failure.message))
}

function errorLines(error: unknown, lang: Lang): string[] {
  if (error instanceof Failure) return [`${error.code}: ${messageOf(error, lang)}`, `→ ${hintText(error.code, lang)}`]
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return [say(lang, { zh: '程序缺陷,请连同以下内容报告:', en: 'A bug; please report it with this:' }), maskSecrets(stack)]
}

function errorJson(error: unknown, lang: Lang): object {
  if (!(error instanceof Failure))
    return {
      error: { code: 'bug', fate: 'halt', message: error instanceof Error ? error.name : 'unknown', hint: hintText('unexpected', lang) },
    }
  const { code, fate, mistakes } = error
  return {
    error: { code, fate, message: messageOf(error, lang), hint: hintText(code, lang), ...(mistakes.length === 0 ? {} : { mistakes }) },
  }
}

function exitOf(error: unknown): number {
  if (!(error instanceof Failure)) return EXIT.bug
  if (error.code === 'interrupted') return EXIT.interrupted
  return ['usage', 'job-invalid', 'mapping-invalid', 'settings-invalid'].includes(error.code) ? EXIT.usage : EXIT.failed
}
