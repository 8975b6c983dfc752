// What concerns the whole account in the table of commands: its numbers, and the inventory of what it offered to people.
import type { Command } from './command.ts'

const LIST: Command['options'] = [
  { flags: '--open', about: { zh: '只列未填完的', en: 'Only those that are not complete' } },
  { flags: '--csv <file>', about: { zh: '写成 CSV 文件,供填写', en: 'Write them to a CSV file, to be completed' } },
  {
    flags: '--probe',
    about: {
      zh: '先查看原地址能否访问(只问任务允许的主机)',
      en: 'First look whether the old addresses answer (hosts that the job allows)',
    },
  },
  { flags: '--limit <n>', about: { zh: '最多列 n 项(默认 500)', en: 'At most n (default 500)' } },
  { flags: '--after <key>', about: { zh: '从该编号之后接着列', en: 'Go on after this key' } },
  { flags: '--by <name>', about: { zh: '操作人', en: 'Who does it' } },
]

export const ACCOUNT: readonly Command[] = [
  {
    name: 'account',
    part: 'look',
    args: '<JOB>',
    example: 'demo --date 2026-11-30',
    about: { zh: '账号概况:发文频率、阅读互动、服务类占比', en: 'The account in numbers: how often it posts, reads, share of services' },
    options: [
      { flags: '--date <day>', about: { zh: '截至该日(默认今天)', en: 'As of this day (default today)' } },
      {
        flags: '--columns <ids>',
        about: {
          zh: '算作服务类的栏目,逗号分隔(默认类型为办事服务、咨询投诉的栏目)',
          en: 'Columns that count as services, by comma (default: those of the types 办事服务 and 咨询投诉)',
        },
      },
    ],
    load: () => import('./account.ts'),
  },
  {
    name: 'functions',
    part: 'look',
    args: '<JOB>',
    example: 'demo --csv functions.csv',
    about: {
      zh: '服务功能清单:菜单、自动回复、小程序、文中服务链接',
      en: 'What the account offered: menus, replies, mini-programs, services in posts',
    },
    options: LIST,
    load: () => import('./functions.ts'),
  },
  {
    name: 'functions set',
    part: 'decide',
    args: '<JOB> [KEY]',
    example: 'demo web:forms.qingshi.gov.cn/f/1 --to 办事服务 --address https://www.qingshi.gov.cn/bsfw/1 --alive yes --by 张三',
    about: { zh: '填写服务功能的去向;可用表格批量填写', en: 'Say where a function goes on the new site; many at once from a file' },
    options: [
      {
        flags: '--to <where>',
        about: { zh: '办事服务、查询、咨询投诉 或 不再提供', en: 'services, look-up, questions and complaints, or no longer offered' },
      },
      { flags: '--address <url>', about: { zh: '新站点上的地址', en: 'Its address on the new site' } },
      { flags: '--reason <text>', about: { zh: '理由(不再提供时必填)', en: 'Why (needed when it is no longer offered)' } },
      { flags: '--alive <yes|no>', about: { zh: '原地址能否访问', en: 'Whether its old address works' } },
      { flags: '--revision <n>', about: { zh: '您看过的版本;若已变则拒绝', en: 'The revision you read; another one is refused' } },
      {
        flags: '--from <file>',
        about: {
          zh: '由 functions --csv 导出并填好的表;有错则全部不改',
          en: 'The table of functions --csv, completed; one wrong row and nothing is changed',
        },
      },
      { flags: '--by <name>', about: { zh: '作决定的人', en: 'Who decides' }, required: true },
    ],
    load: () => import('./functions-set.ts'),
  },
]
