// The table of all commands, and the program around it: help in two languages, one answer on stdout, errors that say what to do.
import { Command as Commander, CommanderError } from 'commander'
import { readConfig, langOfSettings, maskSecrets } from '../config.ts'
import { FAILURES, Failure } from '../domain/failures.ts'
import { say } from '../domain/words.ts'
import type { Lang, Said } from '../domain/words.ts'
import { openHouse } from '../house.ts'
import type { House } from '../house.ts'
import { auditCommands } from './audit.ts'
import { checkCommand } from './check.ts'
import { EXIT } from './command.ts'
import type { Answer, Command, Context, Options } from './command.ts'
import { approveCommand, decisionCommands, retryCommand } from './decisions.ts'
import { failuresCommand } from './failures.ts'
import { itemsCommand } from './items.ts'
import { jobStateCommands } from './job-states.ts'
import { previewCommand } from './preview.ts'
import { renormalizeCommand } from './renormalize.ts'
import { runCommand } from './run.ts'
import { schedulesCommand } from './schedules.ts'
import { serveCommand } from './serve.ts'
import { serviceCommands } from './services.ts'
import { showCommand } from './show.ts'
import { statusCommand } from './status.ts'
import { workerCommand } from './worker.ts'

/** In the order of help: prepare, run, look, decide, prove, keep house. */
export const COMMANDS: readonly Command[] = [
  checkCommand, previewCommand, runCommand, workerCommand, schedulesCommand, statusCommand, itemsCommand, showCommand, failuresCommand,
  retryCommand, approveCommand, ...decisionCommands, ...jobStateCommands, renormalizeCommand, ...auditCommands, serveCommand, ...serviceCommands,
]

const ABOUT: Said = {
  zh: '归集 guiji — 把将关停的政务新媒体账号完整迁移到政府网站,并证明没有遗漏、重复和改动',
  en: 'guiji 归集 — moves the whole archive of a closing government account to the government website, and proves that nothing was lost, doubled or altered',
}
const GROUPS: Readonly<Record<string, Said>> = {
  audit: { zh: '审计日志', en: 'The audit log' },
  services: { zh: '内置数据库', en: 'The embedded database' },
}

/** Runs one command line; the exit code comes back. Nothing else writes to stdout. */
export async function runProgram(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const lang = langOfSettings(env)
  const ended = { code: EXIT.done as number }
  const program = programOf(lang, async (command, args, options) => {
    ended.code = await carryOut(command, { args, options, env })
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return ended.code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    return tellFailure(error, lang)
  }
}

type Act = (command: Command, args: readonly string[], options: Options) => Promise<void>

function programOf(lang: Lang, act: Act): Commander {
  const program = new Commander('guiji').description(say(lang, ABOUT)).exitOverride().helpCommand(false)
  dress(program, lang)
  const groups = new Map<string, Commander>()
  for (const command of COMMANDS) {
    const [first = '', second] = command.name.split(' ')
    addTo(second === undefined ? program : groupOf(program, groups, { name: first, lang }), { command, name: second ?? first, lang, act })
  }
  return program
}

function groupOf(program: Commander, groups: Map<string, Commander>, { name, lang }: { name: string; lang: Lang }): Commander {
  const known = groups.get(name)
  if (known !== undefined) return known
  const group = program.command(name).description(say(lang, GROUPS[name] ?? { zh: name, en: name })).exitOverride().helpCommand(false)
  dress(group, lang)
  groups.set(name, group)
  return group
}

function addTo(parent: Commander, made: { command: Command; name: string; lang: Lang; act: Act }): void {
  const { command, lang, act } = made
  const own = parent.command(`${made.name}${command.args === '' ? '' : ` ${command.args}`}`).description(say(lang, command.about)).exitOverride()
  for (const option of command.options) {
    if (option.required === true) own.requiredOption(option.flags, say(lang, option.about))
    else own.option(option.flags, say(lang, option.about))
  }
  own.option('--json', say(lang, { zh: '标准输出只有一个 JSON 对象', en: 'One JSON object on stdout, everything else on stderr' }))
  own.option('--data <dir>', say(lang, { zh: '数据目录(或环境变量 GUIJI_DATA)', en: 'Data folder (or GUIJI_DATA)' }))
  dress(own, lang)
  own.action(async (...given: unknown[]) => {
    const options = own.opts<Options>()
    const args = given.slice(0, -2).filter((one): one is string => typeof one === 'string')
    await act(command, args, options)
  })
}

const TITLES: Readonly<Record<string, string>> = { 'Usage:': '用法:', 'Arguments:': '参数:', 'Options:': '选项:', 'Commands:': '命令:' }

function dress(command: Commander, lang: Lang): void {
  command.helpOption('-h, --help', say(lang, { zh: '显示帮助', en: 'Show help' }))
  command.configureHelp({ styleTitle: (title) => lang === 'zh' ? TITLES[title] ?? title : title })
  command.configureOutput({ outputError: (text, write) => write(usageText(text, lang)) })
  command.showHelpAfterError(say(lang, { zh: '用 --help 查看用法。', en: 'See --help.' }))
}

const USAGE: readonly (readonly [RegExp, string])[] = [
  [/^error: unknown command '(.*?)'/, '没有命令“$1”'],
  [/^error: unknown option '(.*?)'/, '没有选项“$1”'],
  [/^error: missing required argument '(.*?)'/, '缺少参数 <$1>'],
  [/^error: required option '(.*?)' not specified/, '必须给出选项 $1'],
  [/^error: option '(.*?)' argument missing/, '选项 $1 后面缺少值'],
  [/^error: too many arguments.*/, '参数太多'],
  [/\(Did you mean (.*?)\?\)/, '(是不是 $1?)'],
]

function usageText(text: string, lang: Lang): string {
  if (lang === 'en') return text
  return USAGE.reduce((known, [pattern, zh]) => known.replace(pattern, zh), text)
}

async function carryOut(command: Command, given: { args: readonly string[]; options: Options; env: NodeJS.ProcessEnv }): Promise<number> {
  const { options } = given
  const json = options['json'] === true
  const stop = stopper()
  let opened: Promise<House> | undefined
  let lang = langOfSettings(given.env)
  try {
    const data = typeof options['data'] === 'string' ? options['data'] : undefined
    const config = readConfig(given.env, { data })
    lang = config.lang
    const context: Context = {
      config, lang, json, signal: stop.signal, note: (line) => process.stderr.write(`${line}\n`),
      house: () => (opened ??= openHouse(config)),
    }
    const answer = await command.run(context, given.args, options)
    tellAnswer(answer, json)
    return answer.exit ?? EXIT.done
  } catch (error) {
    if (json) process.stdout.write(`${JSON.stringify(errorJson(error))}\n`)
    return tellFailure(error, lang)
  } finally {
    stop.forget()
    await opened?.then((house) => house.close(), () => {})
  }
}

/** The first signal asks to stop, the second leaves at once; the ledger is right either way. */
function stopper(): { signal: AbortSignal; forget(): void } {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted)
    controller.abort()
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal)
  return {
    signal: controller.signal,
    forget: () => { for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(name, onSignal) },
  }
}

function tellAnswer(answer: Answer, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify(answer.json)}\n`)
  else if (answer.text !== '') process.stdout.write(`${answer.text}\n`)
}

/** What happened, to what; then what can be done. A bug shows its whole stack. */
function tellFailure(error: unknown, lang: Lang): number {
  if (!(error instanceof Failure)) {
    process.stderr.write(`${say(lang, { zh: '程序缺陷,请连同以下内容报告:', en: 'A bug; please report it with this:' })}\n${maskSecrets(error instanceof Error ? error.stack ?? error.message : String(error))}\n`)
    return EXIT.bug
  }
  process.stderr.write(`${error.code}: ${maskSecrets(error.message)}\n${say(lang, FAILURES[error.code])}\n`)
  return ['usage', 'job-invalid', 'mapping-invalid', 'settings-invalid'].includes(error.code) ? EXIT.usage : EXIT.failed
}

function errorJson(error: unknown): object {
  if (!(error instanceof Failure)) return { error: { code: 'bug', message: error instanceof Error ? error.name : 'unknown' } }
  return { error: { code: error.code, fate: error.fate, message: maskSecrets(error.message), hint: FAILURES[error.code] } }
}
