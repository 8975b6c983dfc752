// The environment in, Config out: every setting is one line of one table, read once at the door, with all mistakes listed at once.
import { resolve } from 'node:path'
import { z, type ZodType } from 'zod'
import { Failure } from './domain/failures.ts'
import { mistakeText, nearest, type Mistake } from './domain/mistakes.ts'
import { both, half, langOf, say, type Lang } from './domain/words.ts'
import { STATION_NAMES, type StationName } from './line/ticket.ts'

export type Environment = Readonly<Record<string, string | undefined>>
export type Concurrency = Readonly<Record<StationName, number>>

const DEFAULT_CONCURRENCY: Concurrency = { fetch: 8, normalize: 4, publish: 8, verify: 8, relink: 4 }

interface Setting<T> {
  /** Reads the text of the variable; its message says what would be right. */
  readonly schema: ZodType<T, string>
  /** Used when the variable is absent or empty. */
  readonly default: T
  /** The default in words, for people. */
  readonly shown: string
  /** Never printed, not even when it is wrong. */
  readonly secret?: true
  readonly zh: string
  readonly en: string
}

function setting<T>(given: Setting<T>): Setting<T> {
  return given
}

function whole(from: number, to: number): ZodType<number, string> {
  const error = both(`须为 ${from} 到 ${to} 的整数`, `must be a whole number from ${from} to ${to}`)
  return z
    .string()
    .regex(/^\d{1,9}$/, error)
    .transform(Number)
    .refine((value) => value >= from && value <= to, { error })
}

function oneOf<const T extends string>(...words: readonly T[]): ZodType<T, string> {
  return z.string().transform((value, context) => {
    const found = words.find((word) => word === value)
    if (found !== undefined) return found
    context.addIssue({ code: 'custom', message: both(`可用: ${words.join('、')}`, `must be one of: ${words.join(', ')}`) })
    return z.NEVER
  })
}

function address(protocols: readonly string[], example: string): ZodType<string, string> {
  const isOne = (text: string): boolean => URL.canParse(text) && protocols.includes(new URL(text).protocol)
  return z.string().refine(isOne, { error: both(`须形如 ${example}`, `must look like ${example}`) })
}

/** `host:port` each, in the one form in which the guard sees them when they are dialled. */
const hostPorts: ZodType<readonly string[], string> = z.string().transform((text, context) => {
  const found = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map(hostPort)
  const known = found.filter((one) => one !== null)
  if (known.length === found.length) return known
  const message = both('须形如 127.0.0.1:8080,archive.internal:443', 'must look like 127.0.0.1:8080,archive.internal:443')
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})

function hostPort(text: string): string | null {
  const port = /^(?:\[[0-9a-f:.]+\]|[^\s/@?#*:[\]]+):(\d{1,5})$/i.exec(text)?.[1]
  if (port === undefined || !URL.canParse(`http://${text}`)) return null
  return `${new URL(`http://${text}`).hostname}:${Number(port)}`
}

const perStation: ZodType<Concurrency, string> = z.string().transform((text, context) => {
  const result: Record<StationName, number> = { ...DEFAULT_CONCURRENCY }
  for (const part of text.split(',')) {
    const [, name, count] = /^\s*([a-z]+)\s*=\s*([1-9]\d{0,2})\s*$/.exec(part) ?? []
    const station = STATION_NAMES.find((known) => known === name)
    if (station !== undefined) result[station] = Number(count)
    else {
      const list = STATION_NAMES.join(', ')
      const message = both(
        `须形如 fetch=8,normalize=2;工序名: ${list};数字 1–999`,
        `must look like fetch=8,normalize=2; stations: ${list}; numbers 1 to 999`,
      )
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
  }
  return result
})

/** Every setting there is. docs/settings.md tells the same (a test compares them). */
export const SETTINGS = {
  DATABASE_URL: setting<string | null>({
    schema: address(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/guiji'),
    default: null,
    shown: '(embedded)',
    secret: true,
    zh: '台账所在的 PostgreSQL;不设则在数据目录中自带一个',
    en: 'PostgreSQL of the ledger; without it guiji runs its own in the data folder',
  }),
  REDIS_URL: setting<string | null>({
    schema: address(['redis:', 'rediss:'], 'redis://user:password@host:6379/0'),
    default: null,
    shown: '(PostgreSQL)',
    secret: true,
    zh: '队列所在的 Redis;不设则队列也在 PostgreSQL 中',
    en: 'Redis of the queues; without it they live in PostgreSQL too',
  }),
  GUIJI_DATA: setting<string>({
    schema: z.string(),
    default: 'data',
    shown: './data',
    zh: '数据目录(保管库、站点、自带数据库);命令行 --data 优先',
    en: 'The data folder (vault, site, embedded database); --data goes before it',
  }),
  GUIJI_LANG: setting<Lang | null>({
    schema: oneOf('zh', 'en'),
    default: null,
    shown: '(by locale)',
    zh: '界面语言;不设则看 LC_ALL、LC_MESSAGES、LANG',
    en: 'Language of messages; without it LC_ALL, LC_MESSAGES, LANG decide',
  }),
  GUIJI_CONCURRENCY: setting<Concurrency>({
    schema: perStation,
    default: DEFAULT_CONCURRENCY,
    shown: Object.entries(DEFAULT_CONCURRENCY)
      .map(([name, count]) => `${name}=${count}`)
      .join(','),
    zh: '每个进程中各工序同时处理的件数;未写的工序用默认值',
    en: 'Items at a time, per station and process; stations left out keep their default',
  }),
  GUIJI_WINDOW: setting<number>({
    schema: whole(1, 10_000),
    default: 200,
    shown: '200',
    zh: '每道工序在队列中最多有几张工单',
    en: 'Most tickets a station has in the queue at once',
  }),
  GUIJI_LOCK_SECONDS: setting<number>({
    schema: whole(5, 3_600),
    default: 60,
    shown: '60',
    zh: '工单多久没有消息就视为丢失',
    en: 'After how long without a sign a ticket counts as lost',
  }),
  GUIJI_DRAIN_SECONDS: setting<number>({
    schema: whole(0, 600),
    default: 25,
    shown: '25',
    zh: '停止时最多等多久让手头的工作做完',
    en: 'How long a stopping process waits for the work in hand',
  }),
  GUIJI_LOG: setting<'quiet' | 'info' | 'debug'>({
    schema: oneOf('quiet', 'info', 'debug'),
    default: 'info',
    shown: 'info',
    zh: '日志详略',
    en: 'How much is logged',
  }),
  GUIJI_PG_PORT: setting<number>({
    schema: whole(0, 65_535),
    default: 0,
    shown: '0',
    zh: '自带数据库的端口;0 为任选空闲端口',
    en: 'Port of the embedded database; 0 = any free one',
  }),
  GUIJI_REENCODE: setting<'auto' | 'never'>({
    schema: oneOf('auto', 'never'),
    default: 'auto',
    shown: 'auto',
    zh: 'auto: 不安全或不可用的图片重新编码后发布;never: 不重新编码,留给人处理',
    en: 'auto = unsafe or unusable pictures are re-encoded for publishing; never = they wait for a person',
  }),
  GUIJI_PRIVATE_HOSTS: setting<readonly string[]>({
    schema: hostPorts,
    default: [],
    shown: '(none)',
    zh: '可以位于本单位内网的来源,逐一写明 host:port,用逗号分隔;其余内网地址一律不访问',
    en: 'Sources that may lie in the own network, each as host:port, separated by commas; no other private address is ever dialled',
  }),
  GUIJI_SIGNING_KEY_FILE: setting<string | null>({
    schema: z.string(),
    default: null,
    shown: '(in the data folder)',
    zh: '审计日志签名私钥(Ed25519,PEM)的文件;不设则在数据目录中生成',
    en: 'File of the Ed25519 private key (PEM) that signs the audit log; without it one is made in the data folder',
  }),
} as const

type SettingName = keyof typeof SETTINGS

export interface Config {
  readonly databaseUrl: string | null
  readonly redisUrl: string | null
  /** Absolute. */
  readonly data: string
  readonly lang: Lang
  readonly concurrency: Concurrency
  readonly window: number
  readonly lockSeconds: number
  readonly drainSeconds: number
  readonly log: 'quiet' | 'info' | 'debug'
  readonly pgPort: number
  readonly reencode: 'auto' | 'never'
  /** `host:port` of sources that may lie in the own network. */
  readonly privateHosts: readonly string[]
  /** Absolute, or null: the one in the data folder. */
  readonly signingKeyFile: string | null
}

/** Throws Failure `settings-invalid` with all mistakes. Relative paths start at the working directory. */
export function readConfig(env: Environment, override: { readonly data?: string | undefined } = {}): Config {
  const lang = langOfSettings(env)
  const mistakes: Mistake[] = unknownNames(env, lang)
  const read = <T>(name: SettingName, one: Setting<T>): T => readOne(name, one, { env, lang, mistakes })
  const keyFile = read('GUIJI_SIGNING_KEY_FILE', SETTINGS.GUIJI_SIGNING_KEY_FILE)
  const config: Config = {
    databaseUrl: read('DATABASE_URL', SETTINGS.DATABASE_URL),
    redisUrl: read('REDIS_URL', SETTINGS.REDIS_URL),
    data: resolve(override.data ?? read('GUIJI_DATA', SETTINGS.GUIJI_DATA)),
    lang: read('GUIJI_LANG', SETTINGS.GUIJI_LANG) ?? lang,
    concurrency: read('GUIJI_CONCURRENCY', SETTINGS.GUIJI_CONCURRENCY),
    window: read('GUIJI_WINDOW', SETTINGS.GUIJI_WINDOW),
    lockSeconds: read('GUIJI_LOCK_SECONDS', SETTINGS.GUIJI_LOCK_SECONDS),
    drainSeconds: read('GUIJI_DRAIN_SECONDS', SETTINGS.GUIJI_DRAIN_SECONDS),
    log: read('GUIJI_LOG', SETTINGS.GUIJI_LOG),
    pgPort: read('GUIJI_PG_PORT', SETTINGS.GUIJI_PG_PORT),
    reencode: read('GUIJI_REENCODE', SETTINGS.GUIJI_REENCODE),
    privateHosts: read('GUIJI_PRIVATE_HOSTS', SETTINGS.GUIJI_PRIVATE_HOSTS),
    signingKeyFile: keyFile === null ? null : resolve(keyFile),
  }
  if (mistakes.length > 0) throw new Failure('settings-invalid', mistakeText(mistakes), { mistakes })
  return config
}

/** The language for messages even when settings are wrong. */
export function langOfSettings(env: Environment): Lang {
  const given = env['GUIJI_LANG']
  return given === 'zh' || given === 'en' ? given : langOf(env)
}

interface Reading {
  readonly env: Environment
  readonly lang: Lang
  readonly mistakes: Mistake[]
}

function readOne<T>(name: SettingName, one: Setting<T>, reading: Reading): T {
  const text = reading.env[name]
  if (text === undefined || text.trim() === '') return one.default
  const result = one.schema.safeParse(text.trim())
  if (result.success) return result.data
  const value = one.secret === true ? hostOnly(text) : JSON.stringify(text.slice(0, 60))
  const what = say(reading.lang, { zh: `值无效: ${value}`, en: `has a wrong value: ${value}` })
  const right = half(reading.lang, result.error.issues[0]?.message ?? '')
  reading.mistakes.push({ file: name, line: null, column: null, path: '', what, right })
  return one.default
}

/** A mistyped name would be ignored in silence; so every GUIJI_ name must be known (GUIJI_TEST_ is free for tests, GUIJI_SECRET_ for secrets that jobs name). */
function unknownNames(env: Environment, lang: Lang): Mistake[] {
  const known = Object.keys(SETTINGS)
  const strange = Object.keys(env).filter(
    (name) => name.startsWith('GUIJI_') && !/^GUIJI_(?:TEST|SECRET)_/.test(name) && !known.includes(name),
  )
  return strange.sort().map((name) => {
    const meant = nearest(
      name.slice(6),
      known.map((one) => one.replace(/^GUIJI_/, '')),
    )
    const word = meant === null ? null : (known.find((one) => one === `GUIJI_${meant}`) ?? meant)
    const right = word === null ? '' : say(lang, { zh: `是不是 ${word}?`, en: `did you mean ${word}?` })
    return { file: name, line: null, column: null, path: '', what: say(lang, { zh: '没有这个设置', en: 'unknown setting' }), right }
  })
}

/** What may be shown of a secret address: where it points, if it can be read at all. */
function hostOnly(text: string): string {
  if (!URL.canParse(text)) return '***'
  const url = new URL(text)
  return `${url.protocol}//${url.host === '' ? '***' : url.host}`
}

/** Any text with the credentials of addresses made unreadable; for everything that is printed. */
export function maskSecrets(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)\S*@/gi, '$1***@')
    .replace(/\b((?:ssl)?password|passwd|pwd|token|secret)=[^&;\s]*/gi, '$1=***')
}
