// The table of all commands, in the order of help: their words and options; the code of each comes in only when it is given.
// docs/cli.md tells the same; a test compares them.
import type { Said } from '../domain/words.ts'
import { STATION_NAMES } from '../line/ticket.ts'
import type { Command } from './command.ts'
import { DECIDE } from './commands-decide.ts'
import { ACCOUNT } from './commands-account.ts'

const BY = { flags: '--by <name>', about: { zh: '操作人', en: 'Who does it' } }

const PREPARE: readonly Command[] = [
  {
    name: 'check',
    part: 'prepare',
    args: '<JOB>',
    example: 'jobs/demo.yaml',
    about: { zh: '运行前检查一切,并说明将会发生什么', en: 'Check everything before a run, and say what would happen' },
    options: [],
    load: () => import('./check.ts'),
  },
  {
    name: 'preview',
    part: 'prepare',
    args: '<FILE|URL>',
    example: 'page.html --mapping mappings/demo.yaml',
    about: {
      zh: '整理一页并显示结果、提示与前后计数',
      en: 'Normalize one page and show the result, the findings and the conservation count',
    },
    options: [
      { flags: '--mapping <file>', about: { zh: '映射文件', en: 'Mapping file' }, required: true },
      { flags: '--source <kind>', about: { zh: '来源类型(默认 wechat-archive)', en: 'Source kind (default wechat-archive)' } },
      { flags: '--format <what>', about: { zh: '显示 markdown(默认)、html 或 text', en: 'Show markdown (default), html or text' } },
    ],
    load: () => import('./preview.ts'),
  },
]

const stateCommand = (name: string, state: 'active' | 'paused' | 'cancelled', about: Said): Command => ({
  name,
  part: 'run',
  args: '<JOB>',
  about,
  example: 'demo --reason "等待复核" --by 张三',
  options: [{ flags: '--reason <text>', about: { zh: '理由', en: 'Why' } }, BY],
  load: async () => ({ run: (await import('./job-states.ts')).setting(state) }),
})

const RUN: readonly Command[] = [
  {
    name: 'run',
    part: 'run',
    args: '<JOB>',
    example: 'jobs/demo.yaml --limit 10',
    drains: true,
    about: { zh: '执行任务:登记、取回、整理、发布、核验,直到只剩需要人处理的', en: 'Run a job until only what needs a person is left' },
    options: [
      { flags: '--limit <n>', about: { zh: '最多登记 n 篇', en: 'Discover at most n posts' } },
      { flags: '--since <date>', about: { zh: '只登记该日之后的', en: 'Only posts of this day or later' } },
      {
        flags: '--update',
        about: {
          zh: '之后回读全部已发布的稿件,找出编辑在网站上改过的(不覆盖)',
          en: 'Afterwards read all that is published back, to find what editors changed there (never overwritten)',
        },
      },
      { flags: '--only <key>', about: { zh: '只处理这一篇(平台编号或别名)', en: 'Only the post with this key' } },
      {
        flags: '--dry-run',
        about: {
          zh: '只演示:逐篇说明将发布什么、到哪里、与线上有何不同',
          en: 'Only show, post by post, what would be published, where, and the difference to what is live',
        },
      },
      { flags: '--by <name>', about: { zh: '操作人(默认为系统用户)', en: 'Who runs it (default: the system user)' } },
    ],
    load: () => import('./run.ts'),
  },
  {
    name: 'worker',
    part: 'run',
    args: '',
    example: '--stations fetch,normalize',
    drains: true,
    about: {
      zh: '只运行工序的进程,可开任意多个;同时执行各任务的计划',
      en: 'Stations only, as many processes as you like; carries out schedules too',
    },
    options: [
      {
        flags: '--stations <names>',
        about: { zh: `只运行这些工序,逗号分隔: ${STATION_NAMES.join(',')}`, en: `Only these, by comma: ${STATION_NAMES.join(',')}` },
      },
    ],
    load: () => import('./worker.ts'),
  },
  stateCommand('pause', 'paused', { zh: '暂停任务', en: 'Pause a job' }),
  stateCommand('resume', 'active', { zh: '恢复任务', en: 'Let a job go on' }),
  stateCommand('cancel', 'cancelled', { zh: '取消任务(已发布的不撤回)', en: 'Cancel a job (what is published stays)' }),
  {
    name: 'renormalize',
    part: 'run',
    args: '<JOB>',
    example: 'demo',
    drains: true,
    about: { zh: '用现有代码和映射从存档重新整理,不再取回', en: 'Make every draft again from its capture, fetching nothing' },
    options: [BY],
    load: () => import('./renormalize.ts'),
  },
  {
    name: 'inspect',
    part: 'run',
    args: '<JOB>',
    example: 'demo',
    drains: true,
    about: {
      zh: '词表或检查规则更新后,对台账中全部稿件重新检查,列出新发现',
      en: 'Inspect every draft again with the lists and inspectors of today, and show what is new',
    },
    options: [BY],
    load: () => import('./inspect.ts'),
  },
]

const LOOK: readonly Command[] = [
  {
    name: 'verify',
    part: 'look',
    args: '<JOB>',
    example: 'demo',
    drains: true,
    about: {
      zh: '再次回读全部已发布的稿件,报告消失、改动和打不开的图片',
      en: 'Read every published post back again: what is gone, changed, or has a picture that fails',
    },
    options: [BY],
    load: async () => ({ run: (await import('./live.ts')).verifyJob }),
  },
  {
    name: 'status',
    part: 'look',
    args: '[JOB]',
    example: 'demo',
    about: { zh: '任务与文章的当前状态', en: 'Where jobs and posts stand' },
    options: [],
    load: () => import('./status.ts'),
  },
  {
    name: 'items',
    part: 'look',
    args: '<JOB>',
    example: 'demo --state held',
    about: { zh: '列出文章', en: 'List the posts of a job' },
    options: [
      { flags: '--state <state>', about: { zh: '只列某一状态', en: 'Only those in this state' } },
      { flags: '--search <text>', about: { zh: '标题或编号包含', en: 'Title or key contains' } },
      { flags: '--unseen', about: { zh: '只列来源中已不见的', en: 'Only those the source no longer has' } },
      { flags: '--limit <n>', about: { zh: '最多列 n 篇(默认 100)', en: 'At most n (default 100)' } },
      { flags: '--after <id>', about: { zh: '从该编号之后接着列', en: 'Go on after this id' } },
    ],
    load: () => import('./items.ts'),
  },
  {
    name: 'show',
    part: 'look',
    args: '<ITEM>',
    example: '17',
    about: { zh: '一篇文章的全部经过', en: 'The whole story of one post' },
    options: [{ flags: '--diff', about: { zh: '并列出来源与网站各自的改动', en: 'And what the source and the site have changed since' } }],
    load: () => import('./show.ts'),
  },
  {
    name: 'failures',
    part: 'look',
    args: '<JOB>',
    example: 'demo',
    about: { zh: '失败按代码汇总,附处理办法', en: 'Failures by code, each with what to do' },
    options: [],
    load: () => import('./failures.ts'),
  },
  {
    name: 'gaps',
    part: 'look',
    args: '<JOB>',
    example: 'demo',
    about: {
      zh: '完整性核对:平台所称与实有、已知缺失、可能的缺口',
      en: 'How complete it is: what the platform says beside what arrived, known losses, likely gaps',
    },
    options: [],
    load: () => import('./gaps.ts'),
  },
  {
    name: 'schedules',
    part: 'look',
    args: '',
    example: '',
    about: { zh: '各任务接下来的计划运行时间', en: 'The next times of each scheduled job' },
    options: [],
    load: () => import('./schedules.ts'),
  },
  {
    name: 'serve',
    part: 'look',
    args: '[JOB]',
    example: 'demo --port 8080',
    drains: true,
    about: { zh: '在本机打开任务的静态站点', en: "Serve a job's static site" },
    options: [
      { flags: '--port <n>', about: { zh: '端口(默认 8080)', en: 'Port (default 8080)' } },
      { flags: '--host <host>', about: { zh: '监听地址(默认 127.0.0.1)', en: 'Address to listen at (default 127.0.0.1)' } },
      { flags: '--path <dir>', about: { zh: '直接给出站点目录(不需要数据库)', en: "The site's folder itself (no database needed)" } },
    ],
    load: () => import('./serve.ts'),
  },
]

const PROVE: readonly Command[] = [
  {
    name: 'audit verify',
    part: 'prove',
    args: '',
    example: '--export ./audit-export',
    about: { zh: '核验审计日志', en: 'Verify the audit log' },
    options: [
      { flags: '--export <dir>', about: { zh: '核验导出的文件夹(不需要数据库)', en: 'Verify an exported folder (no database needed)' } },
    ],
    load: async () => ({ run: (await import('./audit.ts')).auditVerify }),
  },
  {
    name: 'audit export',
    part: 'prove',
    args: '[DIR]',
    example: './audit-export',
    about: { zh: '导出审计日志,附独立核验程序', en: 'Export the audit log with its own verifier' },
    options: [{ flags: '--job <job>', about: { zh: '只带该任务的内容', en: "Only this job's content" } }],
    load: async () => ({ run: (await import('./audit.ts')).auditExport }),
  },
  {
    name: 'audit proof',
    part: 'prove',
    args: '<ITEM>',
    example: '17 --out proof-17.txt',
    about: { zh: '一篇文章的存证', en: "One post's proof" },
    options: [{ flags: '--out <file>', about: { zh: '写入文件', en: 'Write it to a file' } }],
    load: async () => ({ run: (await import('./audit.ts')).auditProof }),
  },
]

const KEEP: readonly Command[] = [
  {
    name: 'services start',
    part: 'keep',
    args: '',
    example: '',
    about: { zh: '启动内置数据库并保持运行', en: 'Start the embedded database and keep it running' },
    options: [],
    load: async () => ({ run: (await import('./services.ts')).servicesStart }),
  },
  {
    name: 'services stop',
    part: 'keep',
    args: '',
    example: '--force',
    about: { zh: '停止内置数据库', en: 'Stop the embedded database' },
    options: [{ flags: '--force', about: { zh: '即使仍有进程在用', en: 'Even while others use it' } }],
    load: async () => ({ run: (await import('./services.ts')).servicesStop }),
  },
  {
    name: 'services status',
    part: 'keep',
    args: '',
    example: '',
    about: { zh: '内置数据库的状态', en: 'How the embedded database stands' },
    options: [],
    load: async () => ({ run: (await import('./services.ts')).servicesStatus }),
  },
]

/** Prepare, run, look, decide, prove, keep house. */
export const COMMANDS: readonly Command[] = [...PREPARE, ...RUN, ...LOOK, ...ACCOUNT, ...DECIDE, ...PROVE, ...KEEP]

/** Commands of two words share a first one. */
export const FIRST_WORDS: Readonly<Record<string, Said>> = {
  audit: { zh: '审计日志: verify 核验 · export 导出 · proof 单篇存证', en: 'The audit log: verify · export · proof' },
  services: { zh: '内置数据库: start 启动 · stop 停止 · status 状态', en: 'The embedded database: start · stop · status' },
}

/** Options that every command has. */
export const COMMON_OPTIONS: readonly { readonly flags: string; readonly about: Said }[] = [
  { flags: '--json', about: { zh: '标准输出只有一个 JSON 对象', en: 'One JSON object on stdout, everything else on stderr' } },
  { flags: '--data <dir>', about: { zh: '数据目录(或环境变量 GUIJI_DATA)', en: 'Data folder (or GUIJI_DATA)' } },
]
