// The contract of one command of the command line: words, arguments, and a function from what was given to one answer.
import type { Config } from '../config.ts'
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import type { Lang, Said } from '../domain/words.ts'
import type { RoomsKit } from '../rooms.ts'
import type { House } from '../house.ts'

export interface Context {
  readonly config: Config
  readonly lang: Lang
  /** True when the answer goes out as one JSON object on stdout and everything else to stderr. */
  readonly json: boolean
  /** What stands where a job names a secret. */
  readonly secret: RoomsKit['secret']
  /** Opens the house (database and all) once; closed by the program. */
  readonly house: () => Promise<House>
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal
  /** A line for people while the command works: stderr, so that stdout holds the answer alone. */
  readonly note: (line: string) => void
  /** A part of the answer that goes out early: stdout, or nothing with --json. */
  readonly tell: (text: string) => void
  /** A command line that works when pasted: `npx guiji show 3 --data DIR`. */
  readonly paste: (args: string) => string
}

/** What a command ends with. `json` is the stable, documented object; `text` says the same to people. */
export interface Answer {
  readonly json: object
  readonly text: string
  /** Exit code; default 0. See docs/cli.md. */
  readonly exit?: number
}

interface Option {
  /** Commander's flags, like `--limit <n>`. */
  readonly flags: string
  readonly about: Said
  readonly required?: boolean
}

/** The parts of the help, in its order. */
export const PARTS = {
  prepare: { zh: '准备', en: 'Prepare' },
  run: { zh: '运行', en: 'Run' },
  look: { zh: '查看', en: 'Look' },
  decide: { zh: '决定(记名、写入审计日志)', en: 'Decide (by name, into the audit log)' },
  prove: { zh: '存证', en: 'Prove' },
  keep: { zh: '维护', en: 'Keep house' },
} as const satisfies Record<string, Said>

export interface Command {
  readonly name: string
  readonly part: keyof typeof PARTS
  /** Commander's arguments, like `<JOB>`. */
  readonly args: string
  readonly about: Said
  /** What follows `guiji NAME` in an example. */
  readonly example: string
  readonly options: readonly Option[]
  /** True when it minds `signal` itself; every other command is left at the first Ctrl-C. */
  readonly drains?: boolean
  /** Brings the code in when the command is given, so that help and the light commands start at once. */
  readonly load: () => Promise<{ readonly run: Run }>
}

export type Run = (context: Context, args: readonly string[], options: Options) => Promise<Answer>

/** Options as given, by their long names in camelCase. */
export type Options = Readonly<Record<string, string | boolean | undefined>>

export function textOption(options: Options, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

/** A wrong use of the command line, in both languages. */
export function misuse(zh: string, en: string): Failure {
  return new Failure('usage', both(zh, en))
}

/** Exit codes, stable; documented in docs/cli.md. */
export const EXIT = { done: 0, failed: 1, usage: 2, halted: 3, problems: 4, bug: 70, interrupted: 130 } as const
