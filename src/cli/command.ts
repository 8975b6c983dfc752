// The contract of one command of the command line: words, arguments, and a function from what was given to one answer.
import type { Config } from '../config.ts'
import type { Lang, Said } from '../domain/words.ts'
import type { House } from '../house.ts'

export interface Context {
  readonly config: Config
  readonly lang: Lang
  /** True when the answer goes out as one JSON object on stdout and everything else to stderr. */
  readonly json: boolean
  /** Opens the house (database and all) once; closed by the program. */
  readonly house: () => Promise<House>
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal
  /** A line for people while the command works: stderr, so that stdout holds the answer alone. */
  readonly note: (line: string) => void
}

/** What a command ends with. `json` is the stable, documented object; `text` says the same to people. */
export interface Answer {
  readonly json: object
  readonly text: string
  /** Exit code; default 0. See docs/cli.md. */
  readonly exit?: number
}

export interface Option {
  /** Commander's flags, like `--limit <n>`. */
  readonly flags: string
  readonly about: Said
  readonly required?: boolean
}

export interface Command {
  readonly name: string
  /** Commander's arguments, like `<JOB>`. */
  readonly args: string
  readonly about: Said
  readonly options: readonly Option[]
  readonly run: (context: Context, args: readonly string[], options: Options) => Promise<Answer>
}

/** Options as given, by their long names in camelCase. */
export type Options = Readonly<Record<string, string | boolean | undefined>>

export function textOption(options: Options, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

/** Exit codes, stable; documented in docs/cli.md. */
export const EXIT = { done: 0, failed: 1, usage: 2, halted: 3, problems: 4, bug: 70, interrupted: 130 } as const
