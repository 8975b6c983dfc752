// The command line as Commander knows it: every command of the table, help and wrong use in Chinese or English. The work is in carry-out.ts.
import { readFileSync } from 'node:fs'
import { Command as Commander, CommanderError } from 'commander'
import { langOfSettings } from '../config.ts'
import { say } from '../domain/words.ts'
import type { Lang, Said } from '../domain/words.ts'
import { carryOut } from './carry-out.ts'
import type { Given } from './carry-out.ts'
import { PARTS } from './command.ts'
import type { Command, Options } from './command.ts'
import { COMMANDS, COMMON_OPTIONS, FIRST_WORDS } from './commands.ts'
import { openOutput } from './output.ts'
import { usageText } from './usage-text.ts'

const ABOUT: Said = {
  zh: '归集 guiji — 把将关停的政务新媒体账号完整迁移到政府网站,并证明没有遗漏、重复和改动',
  en: 'guiji 归集 — moves the whole archive of a closing government account to the government website, and proves that nothing was lost, doubled or altered',
}

/** Runs one command line; the exit code comes back. Nothing else writes to stdout. */
export async function runProgram(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const lang = langOfSettings(env)
  const output = openOutput({ json: argv.includes('--json'), lang })
  const building: Building = { lang, wrong: [], ended: 0, act: (command, given) => carryOut(command, { ...given, env }, output) }
  const program = programOf(building)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return building.ended
  } catch (error) {
    if (!(error instanceof CommanderError)) return output.failure(error)
    if (error.exitCode === 0) return 0
    const [wrong] = building.wrong
    return output.usage(wrong === undefined ? null : wrong.text, wrong?.path ?? 'guiji')
  }
}

interface Building {
  readonly lang: Lang
  /** What Commander found wrong, and under which command. */
  readonly wrong: { text: string; path: string }[]
  ended: number
  readonly act: (command: Command, given: Omit<Given, 'env'>) => Promise<number>
}

function programOf(building: Building): Commander {
  const { lang } = building
  const program = dress(new Commander('guiji'), building, 'npx guiji').description(say(lang, ABOUT)).enablePositionalOptions()
  program.version(version(), '-V, --version', say(lang, { zh: '显示版本', en: 'Show the version' }))
  program.addHelpText(
    'after',
    say(lang, {
      zh: '\n每条命令的选项与示例: npx guiji 命令 --help  ·  每条命令都支持 --json 与 --data  ·  详见 docs/cli.md',
      en: '\nOptions and an example of each: npx guiji COMMAND --help  ·  all take --json and --data  ·  see docs/cli.md',
    }),
  )
  const groups = new Map<string, Commander>()
  for (const command of COMMANDS) {
    const [first = '', second] = command.name.split(' ')
    if (second === undefined) groups.set(first, addTo(program, command, { name: first, building }))
    else addTo(groupOf(program, groups, { name: first, part: command.part, building }), command, { name: second, building })
  }
  return program
}

function version(): string {
  const { version: text } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  return text
}

function groupOf(
  program: Commander,
  groups: Map<string, Commander>,
  made: { name: string; part: Command['part']; building: Building },
): Commander {
  const known = groups.get(made.name)
  if (known !== undefined) return known
  const { lang } = made.building
  const group = dress(program.command(made.name), made.building, `npx guiji ${made.name}`)
  group.description(say(lang, FIRST_WORDS[made.name] ?? { zh: made.name, en: made.name })).helpGroup(partTitle(made.part, lang))
  groups.set(made.name, group)
  return group
}

function partTitle(part: Command['part'], lang: Lang): string {
  return `${say(lang, PARTS[part])}:`
}

function addTo(parent: Commander, command: Command, made: { name: string; building: Building }): Commander {
  const { building } = made
  const { lang } = building
  const own = dress(parent.command(`${made.name}${command.args === '' ? '' : ` ${command.args}`}`), building, `npx guiji ${command.name}`)
  own.description(say(lang, command.about)).helpGroup(partTitle(command.part, lang))
  for (const option of [...command.options, ...COMMON_OPTIONS]) {
    if ('required' in option && option.required === true) own.requiredOption(option.flags, say(lang, option.about))
    else own.option(option.flags, say(lang, option.about))
  }
  own.addHelpText(
    'after',
    `\n${say(lang, { zh: '例', en: 'Example' })}: npx guiji ${command.name}${command.example === '' ? '' : ` ${command.example}`}`,
  )
  own.action(async (...given: unknown[]) => {
    const args = given.slice(0, -2).filter((one): one is string => typeof one === 'string')
    building.ended = await building.act(command, { args, options: own.opts<Options>() })
  })
  // a command that is the first word of others leaves them what follows their word
  return own.enablePositionalOptions()
}

const TITLES: Readonly<Record<string, string>> = { 'Usage:': '用法:', 'Arguments:': '参数:', 'Options:': '选项:', 'Commands:': '命令:' }

function dress(command: Commander, building: Building, path: string): Commander {
  const { lang, wrong } = building
  command
    .exitOverride()
    .helpCommand(false)
    .helpOption('-h, --help', say(lang, { zh: '显示帮助', en: 'Show help' }))
  command.configureHelp({
    styleTitle: (title) => (lang === 'zh' ? (TITLES[title] ?? title) : title),
    styleUsage: (text) => {
      const usage = text.replace(/^guiji/, 'npx guiji')
      return lang === 'zh' ? usage.replace('[options]', '[选项]').replace('[command]', '命令') : usage
    },
    subcommandTerm: (one) =>
      [one.name(), ...one.registeredArguments.map((arg) => (arg.required ? `<${arg.name()}>` : `[${arg.name()}]`))].join(' '),
  })
  command.configureOutput({
    outputError: (text) => {
      wrong.push({ text: usageText(text, lang), path })
    },
  })
  return command
}
