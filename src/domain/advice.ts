// What a person can do about a finding, and the rule that asks for it (R-numbers: docs/rules.md). One advice serves findings of one kind.
import type { FindingCode } from './findings.ts'

export interface Advice {
  /** Rules of docs/rules.md; empty where only care asks for it. */
  readonly rules: readonly string[]
  readonly zh: string
  readonly en: string
}

interface Group extends Advice {
  readonly codes: readonly FindingCode[]
}

const GROUPS: readonly Group[] = [
  {
    codes: ['date-unknown', 'date-conflict', 'date-future', 'date-signed-differs'],
    rules: ['R13'],
    zh: '查原平台、后台或纸质底档;有依据才填写,没有依据就仅归档',
    en: 'Look at the platform, its console or the files on paper; a date needs a ground, without one archive only',
  },
  {
    codes: ['title-made', 'title-conflict', 'title-cut'],
    rules: ['R24'],
    zh: '对照原文核对标题;要另拟规则,改映射的 title',
    en: 'Compare the title with the original; to make titles otherwise change the mapping',
  },
  {
    codes: ['source-unknown', 'reprint', 'reprint-stated', 'picture-foreign'],
    rules: ['R12', 'R18'],
    zh: '确认原发布机构和转载许可;无许可的不迁移或仅留链接',
    en: 'Find out who made it and whether it may be reprinted; without leave exclude it',
  },
  {
    codes: ['column-unknown'],
    rules: ['R21'],
    zh: '在映射的 routes 中加一条规则,再运行 renormalize',
    en: 'Add a rule to the routes of the mapping, then renormalize',
  },
  {
    codes: [
      'content-lost',
      'content-dropped',
      'markup-limit',
      'body-empty',
      'text-cut',
      'text-maybe-cut',
      'file-truncated',
      'charset-doubt',
      'digest-differs',
      'lesser-copy',
      'thread-pages-missing',
      'hidden-content',
      'paid-content',
      'identity-weak',
      'duplicate-copy',
      'edited-after-publish',
      'svg-interactive',
      'interactive-lost',
      'quoted-gone',
      'gathered-missing',
      'sources-disagree',
      'telling-missing',
    ],
    rules: ['R32', 'R33'],
    zh: '与原文并排核对;缺的内容在账号注销前从原平台补回归档,再运行一次',
    en: 'Compare with the original; bring what is missing into the archive before the account closes, and run again',
  },
  {
    codes: [
      'media-missing',
      'media-placeholder',
      'media-broken',
      'media-remote',
      'media-refused',
      'attachment-locked',
      'video-not-stored',
      'audio-not-stored',
    ],
    rules: ['R32', 'R33'],
    zh: '在账号注销前下载原文件放入归档,或在任务的 limits.hosts 中允许其主机,再运行一次',
    en: 'Put the original file into the archive before the account closes, or allow its host in limits.hosts, and run again',
  },
  {
    codes: ['service-link', 'vote-dropped', 'link-own-unresolved', 'link-broken', 'link-unresolved'],
    rules: ['R4', 'R20'],
    zh: '确认该服务或文章在新网站的地址;见 guiji functions',
    en: 'Find its address on the new site; see guiji functions',
  },
  {
    codes: [
      'id-number',
      'passport-number',
      'permit-number',
      'bank-card',
      'mobile-number',
      'plate-number',
      'private-contact',
      'home-address',
      'birth-date',
      'people-list',
      'private-author',
      'replies-included',
    ],
    rules: ['R28', 'R29', 'R30'],
    zh: '确认公开的法律依据;没有依据的脱敏后再发,或不迁移',
    en: 'Find the legal ground for being public; without one mask it or exclude the post',
  },
  {
    codes: ['file-unread', 'file-no-text'],
    rules: ['R31'],
    zh: '打开附件逐页查看个人信息和密级标志;不宜公开的换成脱敏文件',
    en: 'Open the file and look at every page for personal data and secrecy marks; replace what may not be public',
  },
  {
    codes: ['secrecy-mark'],
    rules: ['R9', 'R27'],
    zh: '送保密审查,审查人记名;未通过不得发布',
    en: 'Send it to the secrecy review, recorded by name; without it nothing goes out',
  },
  {
    codes: ['wrong-term'],
    rules: ['R22'],
    zh: '对照词表核实;原文有误的按单位规定处理,不自动改',
    en: 'Check against the list; what is wrong is dealt with by the rules of the office, never by itself',
  },
  {
    codes: ['validity-stated'],
    rules: ['R14'],
    zh: '确认是否已修改、废止、失效,并在有效性中标明',
    en: 'Find out whether it is amended, repealed or void, and mark it so',
  },
  {
    codes: ['image-no-alt', 'image-only', 'table-no-header'],
    rules: ['R23'],
    zh: '补写替代文字或表头;只有图片的公告应附文字',
    en: 'Write the alternative text or the table header; a notice that is a picture needs words',
  },
  {
    codes: ['likely-duplicate'],
    rules: ['R33'],
    zh: '用 guiji show 对照两篇;重复的一篇不迁移并写明理由',
    en: 'Compare both with guiji show; exclude one with the reason when it is the same',
  },
]

const BY_CODE = new Map(GROUPS.flatMap(({ codes, ...advice }) => codes.map((code) => [code, advice] as const)))

/** Every finding has one (kept by a test). */
export function adviceOf(code: FindingCode): Advice {
  return BY_CODE.get(code) ?? { rules: [], zh: '对照原文核对', en: 'Compare it with the original' }
}

export const ADVISED: ReadonlySet<FindingCode> = new Set(BY_CODE.keys())
