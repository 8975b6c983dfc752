// One command, carried out: settings read, house opened when asked for, signals minded, the answer told, everything closed.
import { readConfig, langOfSettings } from '../config.ts'
import { Failure } from '../domain/failures.ts'
import { secretsOf } from '../secrets.ts'
import { both } from '../domain/words.ts'
import type { House } from '../house.ts'
import { EXIT, textOption } from './command.ts'
import type { Command, Context, Options } from './command.ts'
import type { Output } from './output.ts'

export interface Given {
  readonly args: readonly string[]
  readonly options: Options
  readonly env: NodeJS.ProcessEnv
}

export async function carryOut(command: Command, given: Given, output: Output): Promise<number> {
  const stop = stopper()
  let opened: Promise<House> | undefined
  let lang = langOfSettings(given.env)
  try {
    const data = textOption(given.options, 'data')
    if (data?.trim() === '') throw new Failure('usage', both('--data 后面缺少目录', '--data needs a folder'))
    const config = readConfig(given.env, { data })
    lang = config.lang
    const secret = secretsOf(given.env)
    const context: Context = {
      config,
      lang,
      json: output.json,
      secret,
      signal: stop.signal,
      note: output.note,
      tell: output.tell,
      paste: (args) => `npx guiji ${args}${data === undefined ? '' : ` --data ${quoted(data)}`}`,
      house: () => (opened ??= import('../house.ts').then(({ openHouse }) => openHouse(config, secret))),
    }
    const { run } = await command.load()
    const work = run(context, given.args, given.options)
    return output.answer(await (command.drains === true ? work : Promise.race([work, leftBy(stop.signal)])))
  } catch (error) {
    return output.failure(error, lang)
  } finally {
    await opened?.then(
      (house) => house.close(),
      () => {},
    )
    stop.forget()
  }
}

/** As a shell takes it. */
function quoted(text: string): string {
  return /^[\w./~:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

function leftBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const leave = () => reject(new Failure('interrupted', both('已按要求中断', 'stopped as asked')))
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { once: true })
  })
}

/** npx hands a Ctrl-C on that the terminal gave to this process already: what comes this soon is the same key. */
const SAME_KEY_MS = 500
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** The first signal asks to stop, the second leaves at once; the ledger is right either way. */
function stopper(): { signal: AbortSignal; forget(): void } {
  const controller = new AbortController()
  let first = 0
  const onSignal = () => {
    if (controller.signal.aborted && performance.now() - first > SAME_KEY_MS) process.exit(EXIT.interrupted)
    if (controller.signal.aborted) return
    first = performance.now()
    controller.abort()
  }
  for (const name of SIGNALS) process.on(name, onSignal)
  return {
    signal: controller.signal,
    forget: () => {
      for (const name of SIGNALS) process.off(name, onSignal)
    },
  }
}
