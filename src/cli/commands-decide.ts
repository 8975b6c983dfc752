// The decisions of people in the table of commands: each takes a name, and all but approving and retrying a reason.
import type { Said } from '../domain/words.ts'
import type { VerbName } from '../stations/decide.ts'
import type { Command } from './command.ts'

const BY = { flags: '--by <name>', about: { zh: '操作人', en: 'Who does it' } }
const DECIDER = { flags: '--by <name>', about: { zh: '作决定的人', en: 'Who decides' }, required: true }
const WHY = { flags: '--reason <text>', about: { zh: '理由', en: 'Why' }, required: true }

const decision = (name: VerbName, about: Said): Command => ({
  name,
  part: 'decide',
  args: '<ITEM>',
  about,
  example: '17 --reason "内容已过时" --by 张三',
  options: [WHY, DECIDER],
  load: async () => ({ run: (await import('./decisions.ts')).deciding(name) }),
})

export const DECIDE: readonly Command[] = [
  {
    name: 'approve',
    part: 'decide',
    args: '<ITEM>',
    example: '17 --by 张三 --column notices',
    about: {
      zh: '签发一篇;可同时更正栏目、发布时间、标题(生成新版本)',
      en: 'Approve a draft; column, date and title can be corrected (a new revision)',
    },
    options: [
      DECIDER,
      { flags: '--reason <text>', about: { zh: '说明', en: 'A remark' } },
      { flags: '--column <id>', about: { zh: '栏目', en: 'Column' } },
      { flags: '--date <time>', about: { zh: '原发布时间,如 "2023-09-14 18:02"', en: 'Original publish time, like "2023-09-14 18:02"' } },
      { flags: '--title <text>', about: { zh: '标题', en: 'Title' } },
      { flags: '--revision <n>', about: { zh: '您看过的版本;若已变则拒绝', en: 'The revision you read; another one is refused' } },
    ],
    load: async () => ({ run: (await import('./decisions.ts')).approveItem }),
  },
  {
    name: 'mask',
    part: 'decide',
    args: '<ITEM>',
    example: '17 --reason "公示期已满" --by 张三',
    about: {
      zh: '对一篇中的个人信息脱敏(身份证号、手机号、住址等);原件留存',
      en: 'Mask personal data in a post (ID numbers, mobiles, addresses …); the original is kept',
    },
    options: [
      WHY,
      DECIDER,
      { flags: '--what <codes>', about: { zh: '只脱敏这些提示,用逗号分隔', en: 'Only these kinds of findings, divided by commas' } },
    ],
    load: () => import('./mask.ts'),
  },
  decision('hold', { zh: '暂停一篇', en: 'Hold a post' }),
  decision('release', { zh: '放行一篇', en: 'Let a held post go on' }),
  decision('exclude', { zh: '记为不迁移', en: 'Mark a post as not to be migrated' }),
  decision('archive', { zh: '记为仅归档', en: 'Keep a post in the archive only' }),
  {
    name: 'gone',
    part: 'decide',
    args: '<ITEM|JOB>',
    example: 'demo --code page-absent --reason "平台已无法查看" --by 张三',
    about: {
      zh: '确认源已失:一篇,或一个任务中同一原因的全部(先列出,再以 --confirm 确认篇数)',
      en: 'Confirm that the source has lost a post, or all of a job held for one reason (listed first, then confirmed by number)',
    },
    options: [
      WHY,
      DECIDER,
      { flags: '--code <code>', about: { zh: '该失败代码的全部,如 page-absent', en: 'All with this failure code, like page-absent' } },
      { flags: '--confirm <count>', about: { zh: '确认篇数并执行', en: 'Carry it out; the number must be the one listed' } },
    ],
    load: () => import('./gone.ts'),
  },
  decision('return', { zh: '退回一篇', en: 'Return a draft' }),
  decision('reopen', {
    zh: '重新打开已排除、已归档、源已失或已撤稿的一篇',
    en: 'Reopen a post that was excluded, archived, gone or withdrawn',
  }),
  {
    name: 'withdraw',
    part: 'decide',
    args: '<ITEM>',
    example: '17 --reason "涉及个人信息" --by 张三',
    about: {
      zh: '撤下已发布的一篇(网站上仍是 guiji 发布的内容时)',
      en: 'Take a published post away from readers, while the site holds what was published',
    },
    options: [WHY, DECIDER],
    load: async () => ({ run: (await import('./live.ts')).withdrawItem }),
  },
  {
    name: 'rollback',
    part: 'decide',
    args: '<RUN>',
    example: '3 --plan',
    drains: true,
    about: { zh: '撤回一次运行发布的全部;先看 --plan', en: 'Withdraw all that a run has published; look at --plan first' },
    options: [
      { flags: '--plan', about: { zh: '只列出将撤回的', en: 'Only list what would go' } },
      { flags: '--confirm <count>', about: { zh: '确认篇数并执行', en: 'Carry it out; the number must be the plan’s' } },
      { flags: '--reason <text>', about: { zh: '理由(执行时必填)', en: 'Why (needed to carry it out)' } },
      { flags: '--by <name>', about: { zh: '作决定的人(执行时必填)', en: 'Who decides (needed to carry it out)' } },
    ],
    load: () => import('./rollback.ts'),
  },
  {
    name: 'keep',
    part: 'decide',
    args: '<ITEM> <site|ours>',
    example: '17 site --reason "编辑已更正电话" --by 张三',
    about: {
      zh: '稿件在网站上被改过时,决定保留网站的(site)还是重新发布我们的(ours)',
      en: 'Decide whose words stand when an entry was changed on the site',
    },
    options: [WHY, DECIDER],
    load: async () => ({ run: (await import('./live.ts')).keepItem }),
  },
  {
    name: 'retry',
    part: 'decide',
    args: '<JOB>',
    example: 'demo --code net-timeout',
    about: { zh: '重试失败的文章', en: 'Try failed posts again' },
    options: [
      { flags: '--item <item>', about: { zh: '只这一篇', en: 'Only this one' } },
      { flags: '--code <code>', about: { zh: '该失败代码的全部', en: 'All with this failure code' } },
      { flags: '--all', about: { zh: '全部失败的', en: 'All that failed' } },
      BY,
    ],
    load: async () => ({ run: (await import('./decisions.ts')).retryItems }),
  },
]
