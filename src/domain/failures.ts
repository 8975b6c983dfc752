// Every failure that is foreseen, what becomes of the work, and what a person can do. An error without a code is a bug.
import type { Mistake } from './mistakes.ts'

/**
 * retry = the world was busy, try again later · hold = a person decides about this item ·
 * stop = no answer can help, a person writes it off by name · halt = nothing in this run can succeed, the run pauses.
 */
export type Fate = 'retry' | 'hold' | 'stop' | 'halt'

interface FailureWord {
  readonly fate: Fate
  readonly zh: string
  readonly en: string
}

export const FAILURES = {
  // settings, job and mapping files
  'settings-invalid': {
    fate: 'halt',
    zh: '检查环境变量;说明见 docs/settings.md',
    en: 'Check the environment variables; see docs/settings.md',
  },
  'job-invalid': { fate: 'halt', zh: '按提示改正任务文件,再运行 guiji check', en: 'Correct the job file as listed, then run guiji check' },
  'mapping-invalid': {
    fate: 'halt',
    zh: '按提示改正映射文件,再运行 guiji check',
    en: 'Correct the mapping file as listed, then run guiji check',
  },
  usage: { fate: 'halt', zh: '用 guiji --help 查看用法', en: 'See guiji --help' },
  'not-found': {
    fate: 'stop',
    zh: '用 guiji status 查任务,用 guiji items 查文章编号',
    en: 'guiji status lists the jobs, guiji items the posts',
  },
  'not-allowed': {
    fate: 'stop',
    zh: '当前状态不允许;用 guiji show 或 guiji status 查看',
    en: 'The present state does not allow it; see guiji show or guiji status',
  },
  // machine
  'database-unreachable': {
    fate: 'halt',
    zh: '检查 DATABASE_URL,或用 guiji services status 查看内置数据库',
    en: 'Check DATABASE_URL, or guiji services status for the embedded one',
  },
  'queue-unreachable': { fate: 'halt', zh: '检查 REDIS_URL 与 Redis 是否运行', en: 'Check REDIS_URL and that Redis runs' },
  'disk-full': { fate: 'halt', zh: '清理磁盘后运行 guiji resume', en: 'Free disk space, then guiji resume' },
  'clock-wrong': { fate: 'halt', zh: '校准本机时钟(与数据库相差超过 2 秒)', en: 'Set the clock: it is over 2 s from the database' },
  'already-running': { fate: 'halt', zh: '同一任务已在运行;用 guiji status 查看', en: 'The job is running already; see guiji status' },
  'data-folder-unusable': { fate: 'halt', zh: '用 --data 指定可写的数据目录', en: 'Give a writable data folder with --data' },
  'vault-damaged': {
    fate: 'halt',
    zh: '保管库文件与摘要不符;从备份恢复该文件',
    en: 'A vault file does not match its digest; restore it from a backup',
  },
  'audit-damaged': {
    fate: 'halt',
    zh: '审计日志前后不一致;停止使用,保留现场,运行 guiji audit verify 查看首个差异',
    en: 'The audit log contradicts itself; stop, keep everything as it is, and see guiji audit verify',
  },
  unexpected: {
    fate: 'hold',
    zh: '程序缺陷:日志中有完整堆栈,请报告后 guiji retry',
    en: 'A bug: the log has the whole stack; report it, then guiji retry',
  },
  interrupted: { fate: 'retry', zh: '进程中断,将自动继续', en: 'The process was interrupted; it goes on by itself' },
  // archive
  'source-unreadable': { fate: 'halt', zh: '检查任务文件中的归档路径', en: 'Check the archive path in the job file' },
  'source-changed': { fate: 'retry', zh: '归档文件在读取时变化,请勿在运行时改动', en: 'An archive file changed while it was read' },
  'file-missing': {
    fate: 'stop',
    zh: '文件已不在归档中;补齐后 guiji retry',
    en: 'The file is no longer in the archive; put it back, then guiji retry',
  },
  'file-empty': {
    fate: 'stop',
    zh: '文件为空;补齐后 guiji retry,或按实际情况处理',
    en: 'The file is empty; replace it and retry, or write it off',
  },
  'file-too-large': {
    fate: 'hold',
    zh: '文件超过大小限制;确认后在任务中调高限制',
    en: 'The file is over the size limit; raise it in the job if it is right',
  },
  'file-unreadable': { fate: 'stop', zh: '无法识别的文件;请用原导出工具重新导出', en: 'The file cannot be read; export it again' },
  'zip-unsafe': {
    fate: 'halt',
    zh: '压缩包不安全(路径越界或膨胀过大),请重新打包',
    en: 'The zip is unsafe (paths outside, or it inflates too much); pack it again',
  },
  // pages
  'page-deleted': { fate: 'stop', zh: '原文已被发布者删除;确认后记为“源已失”', en: 'The publisher deleted the post; confirm it as gone' },
  'page-violation': { fate: 'stop', zh: '原文因违规无法查看;确认后记为“源已失”', en: 'The platform blocks the post; confirm it as gone' },
  'page-unavailable': { fate: 'hold', zh: '原文暂时无法查看;稍后重新导出', en: 'The post cannot be seen now; export it again later' },
  'page-expired': {
    fate: 'stop',
    zh: '临时链接已过期;请用永久链接重新导出',
    en: 'The temporary link expired; export it by its permanent link',
  },
  'page-migrated': { fate: 'hold', zh: '账号已迁移;按新地址导出', en: 'The account moved; export it from the new address' },
  'page-account-cancelled': {
    fate: 'stop',
    zh: '账号已注销,平台上已无内容',
    en: 'The account is cancelled; the platform has nothing left',
  },
  'page-private': { fate: 'hold', zh: '作者设置了查看权限', en: 'The author restricted who may see it' },
  'page-blocked': {
    fate: 'halt',
    zh: '平台要求人工验证;停止访问,人工验证后 guiji resume',
    en: 'The platform asks for a captcha; pass it by hand, then guiji resume',
  },
  'page-unreadable': { fate: 'hold', zh: '页面不完整或无法识别;重新导出', en: 'The page is incomplete or unknown; export it again' },
  'joined-twin': {
    fate: 'hold',
    zh: '归档证明它与更早登记的一篇是同一篇;核对后将其一记为不迁移',
    en: 'The archive shows that it is one with an older item; look, then exclude one of them',
  },
  gathered: { fate: 'hold', zh: '已并入汇编稿(编号见后)', en: 'It stands in a gathered article now; nothing to do' },
  ungathered: { fate: 'hold', zh: '已不在汇编稿中;核对此前的决定后重试', en: 'It left a gathered article; see what was decided, retry' },
  'gathered-elsewhere': {
    fate: 'hold',
    zh: '网站上另一篇已含此条;更新或撤下那篇',
    en: 'Another article on the site holds it; withdraw one',
  },
  'page-absent': {
    fate: 'hold',
    zh: '归档中只有清单条目;补充导出该文后再运行,或按实际情况处理',
    en: 'Only a list names it; export the post itself and run again, or write it off',
  },
  'page-too-hard': { fate: 'hold', zh: '页面结构异常,整理超时;人工处理', en: 'The page took too long to clean; handle it by hand' },
  // net
  'net-refused': { fate: 'hold', zh: '地址不在任务允许的主机中', en: 'The host is not among those the job allows' },
  'net-private': {
    fate: 'hold',
    zh: '地址指向内网;确需访问的,由运维人员写入 GUIJI_PRIVATE_HOSTS',
    en: 'It leads into the own network; if that is meant, the operator lists it in GUIJI_PRIVATE_HOSTS',
  },
  'net-redirects': {
    fate: 'hold',
    zh: '网站反复跳转(可能要求 Cookie 或验证);在浏览器中打开该地址查看',
    en: 'The site sends us round and round (it may want a cookie); open the address in a browser',
  },
  'net-robots': {
    fate: 'hold',
    zh: '网站的 robots.txt 不允许抓取;网站主办方同意的,在任务 limits.robots 中署名豁免',
    en: "The site's robots.txt forbids it; its owner may waive that by name in limits.robots of the job",
  },
  'net-certificate': {
    fate: 'hold',
    zh: '网站证书无效,无法确认对方身份;请网站更新证书',
    en: 'The certificate of the site is not valid, so nobody knows who answers; have it renewed',
  },
  'net-resting': {
    fate: 'retry',
    zh: '该主机正在暂停访问(多次失败或对方要求);到时自动继续',
    en: 'The host is left to rest, after failures or as it asked; it goes on by itself',
  },
  'net-malformed': {
    fate: 'retry',
    zh: '服务器的应答残缺或不合规范,将自动重试',
    en: 'The answer is damaged or is no proper HTTP; it is tried again',
  },
  'net-timeout': { fate: 'retry', zh: '网络超时,将自动重试', en: 'The network timed out; it is tried again' },
  'net-unreachable': { fate: 'retry', zh: '连接失败或中断,将自动重试', en: 'The connection failed or broke off; it is tried again' },
  'net-status': { fate: 'retry', zh: '服务器返回错误状态,将自动重试', en: 'The server answered with an error; it is tried again' },
  'net-missing': { fate: 'stop', zh: '服务器说没有该文件(404/410)', en: 'The server says there is no such file (404/410)' },
  'net-too-large': { fate: 'hold', zh: '下载超过大小限制', en: 'The download is over the size limit' },
  // a platform's interface for the owner of an account
  'api-quota': {
    fate: 'retry',
    zh: '平台接口的调用次数已用完;到额度恢复时自动继续,中断的采集请届时再运行',
    en: 'The calls the platform allows are used up; it goes on when they are given anew; a run that stopped is run again then',
  },
  'api-busy': {
    fate: 'retry',
    zh: '平台接口繁忙或要求放慢,将自动重试',
    en: 'The interface is busy or wants fewer calls a minute; it is tried again',
  },
  'api-denied': {
    fate: 'halt',
    zh: '平台不接受该应用编号、密钥或令牌;核对后 guiji resume',
    en: 'The platform refuses the app id, secret or token; check them, then guiji resume',
  },
  'api-address': {
    fate: 'halt',
    zh: '本机出口地址不在平台的 IP 白名单中;在平台后台添加所示地址后 guiji resume',
    en: "The address we call from is not on the platform's list; add the one shown there, then guiji resume",
  },
  'api-frozen': {
    fate: 'halt',
    zh: '账号已被冻结或限制,接口不再提供内容;改用已导出的文件,或由运营者解除限制后 guiji resume',
    en: 'The account is frozen or limited and its interface is closed; import exported files, or have the limit lifted, then guiji resume',
  },
  'api-unauthorized': {
    fate: 'halt',
    zh: '账号没有这个接口的权限;改用后台导出的文件,或在任务中关闭该项',
    en: 'The account has no right to this interface; import files exported from the console, or switch that part off in the job',
  },
  'api-missing': {
    fate: 'stop',
    zh: '平台说没有这一内容;核对编号,或按实际情况处理',
    en: 'The platform says there is no such thing; check its number, or write it off',
  },
  'api-refused': {
    fate: 'hold',
    zh: '平台接口返回未预料的错误码;按所示编号查阅平台文档',
    en: "The interface answers with an error nobody foresaw; look its number up in the platform's documentation",
  },
  // review
  'waits-for-person': {
    fate: 'hold',
    zh: '有需要人工确认的提示;查看后 guiji approve',
    en: 'Findings need a person; look, then guiji approve',
  },
  'held-by-person': { fate: 'hold', zh: '人工暂停;用 guiji release 放行', en: 'Held by a person; guiji release lets it go on' },
  // target
  'target-denied': {
    fate: 'halt',
    zh: '目标站点拒绝登录或无权操作;检查账号、口令和权限,再 guiji resume',
    en: 'The target denies the log-in or the right; check account, password and role, then guiji resume',
  },
  'target-busy': { fate: 'retry', zh: '目标站点繁忙,尚未处理;将自动重试', en: 'The target is busy and did nothing; it is tried again' },
  'target-settling': {
    fate: 'retry',
    zh: '上次请求结果未明,等到可以确认时再查',
    en: 'An earlier request may still arrive; it is looked up when that is over',
  },
  'target-edited': {
    fate: 'hold',
    zh: '稿件在站点上被人改过;用 guiji show 查看两边差异,再用 guiji keep 决定',
    en: 'Somebody changed the entry on the site; see both in guiji show, then decide with guiji keep',
  },
  'target-unreachable': { fate: 'retry', zh: '目标站点无法访问,将自动重试', en: 'The target cannot be reached; it is tried again' },
  'target-refused': { fate: 'hold', zh: '目标站点拒绝了稿件;按说明修改', en: 'The target refused the article; change it as told' },
  'target-unknown-outcome': {
    fate: 'retry',
    zh: '发布结果未知,先查询再决定',
    en: 'The outcome is unknown; it is looked up before anything is sent again',
  },
  'target-attention': { fate: 'hold', zh: '目标站点状态需要人工判断', en: 'The state of the target needs a person' },
  'verify-differs': {
    fate: 'hold',
    zh: '回读内容与稿件不一致;用 guiji show --diff 查看,由人决定保留哪一方(guiji keep)',
    en: 'What the site shows differs from the draft; see guiji show --diff and decide whose words stand (guiji keep)',
  },
} as const satisfies Record<string, FailureWord>

export type FailureCode = keyof typeof FAILURES

const MAKES_NOTHING: readonly FailureCode[] = ['target-unreachable', 'target-busy', 'target-refused', 'target-denied']

/** What a target throws when it surely made and changed nothing. Every other failure of a target leaves that open. */
export function makesNothing(code: FailureCode): boolean {
  return MAKES_NOTHING.includes(code)
}

const ASKED_IN_VAIN: readonly FailureCode[] = ['net-refused', 'net-private', 'net-redirects', 'net-robots', 'net-too-large']

/** What the web client throws when asking the same address again would end the same way: a picture behind it stays where it is. */
export function askedInVain(code: FailureCode): boolean {
  return ASKED_IN_VAIN.includes(code)
}

interface FailureOptions {
  readonly cause?: unknown
  readonly retryAfterMs?: number
  readonly mistakes?: readonly Mistake[]
}

/**
 * A foreseen failure. `what` says what happened, to what, and what is known; the hint (what to do) comes from the table.
 * Never put credentials, personal data or scraped text into `what`.
 */
export class Failure extends Error {
  readonly code: FailureCode
  /** For fate `retry`: do not try before this many milliseconds have passed. */
  readonly retryAfterMs: number | undefined
  /** For settings, job and mapping files: every mistake by itself; `what` lists them as text. */
  readonly mistakes: readonly Mistake[]

  constructor(code: FailureCode, what: string, options: FailureOptions = {}) {
    super(cleanText(what), options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Failure'
    this.code = code
    this.retryAfterMs = options.retryAfterMs
    this.mistakes = options.mistakes ?? []
  }

  get fate(): Fate {
    return FAILURES[this.code].fate
  }
}

/** No NUL, no lone surrogates: PostgreSQL stores neither. */
export function cleanText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}
