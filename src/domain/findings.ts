// What guiji tells an editor about a post. A finding never changes the post; `hold` keeps it from being published without a person.

export type Level = 'info' | 'warn' | 'hold'

export interface Finding {
  readonly code: FindingCode
  readonly level: Level
  /** What it speaks of: a masked excerpt, an address, a count. Never a whole ID number or phone. */
  readonly about: string
  /** Where in Draft.text, as a half-open range of UTF-16 units; absent when it speaks of the whole post. */
  readonly at?: readonly [number, number] | undefined
  /** Where in an attached file: its name, and sheet and cell, page or slide. */
  readonly where?: string | undefined
}

interface FindingWord {
  readonly level: Level
  readonly zh: string
  readonly en: string
}

/** Every finding there is: default level, and what it says to a person. */
export const FINDINGS = {
  'date-unknown': { level: 'hold', zh: '原发布时间不明,需人工填写', en: 'The original publish time is unknown; a person must give it' },
  'date-conflict': { level: 'hold', zh: '各来源的发布时间不一致', en: 'The sources give different publish times' },
  'date-future': { level: 'hold', zh: '发布时间晚于当前时间', en: 'The publish time lies in the future' },
  'title-made': { level: 'warn', zh: '原文无标题,标题由规则生成', en: 'The post has no title; one was made by rule' },
  'title-conflict': { level: 'warn', zh: '各来源的标题不一致', en: 'The sources give different titles' },
  'source-unknown': { level: 'info', zh: '原文未注明来源', en: 'The post names no source' },
  'column-unknown': { level: 'hold', zh: '没有匹配的栏目,需人工选择', en: 'No column rule matches; a person must choose' },
  'body-empty': { level: 'hold', zh: '正文为空', en: 'The body is empty' },
  'content-lost': { level: 'hold', zh: '整理前后内容数量不一致', en: 'Something was lost between the original and the draft' },
  'content-dropped': { level: 'info', zh: '按规则删去平台附加内容', en: 'Platform additions were dropped by a named rule' },
  'media-missing': { level: 'hold', zh: '图片或附件缺失', en: 'A picture or file is missing' },
  'media-placeholder': { level: 'hold', zh: '图片是平台的防盗链占位图', en: "A picture is the platform's anti-hotlink placeholder" },
  'media-broken': { level: 'hold', zh: '图片或附件已损坏或类型不可用', en: 'A picture or file is broken or of an unusable type' },
  'media-remote': { level: 'hold', zh: '归档中没有该文件,它仍在原平台', en: 'The archive lacks a file; it is still on the old platform' },
  'media-refused': { level: 'hold', zh: '目标网站不接受该类型的文件', en: 'The site takes no files of this type' },
  'video-not-stored': { level: 'hold', zh: '视频未保存,仅保留说明链接', en: 'A video is not stored; only a described link is kept' },
  'audio-not-stored': { level: 'hold', zh: '音频未保存,仅保留说明链接', en: 'A sound is not stored; only a described link is kept' },
  'vote-dropped': {
    level: 'warn',
    zh: '投票组件已改为说明文字,结果不在页面中',
    en: 'A vote was replaced by a note; its result is not in the page',
  },
  'service-link': { level: 'warn', zh: '含小程序或服务入口,需确认新入口', en: 'A mini-program or service entry needs a new address' },
  'link-own-unresolved': {
    level: 'warn',
    zh: '指向本账号其他文章,尚无新地址',
    en: 'A link to another post of this account has no new address yet',
  },
  'link-broken': { level: 'warn', zh: '链接地址无效', en: 'A link address is not valid' },
  reprint: { level: 'hold', zh: '转载内容,需确认版权与来源', en: 'A reprint: rights and source need a decision' },
  'paid-content': { level: 'hold', zh: '付费内容,正文可能不全', en: 'Paid content; the body may be incomplete' },
  'hidden-content': {
    level: 'hold',
    zh: '含隐藏、出售或加密的内容:可能缺失,或原本只给部分用户看',
    en: 'Hidden, sold or locked text: it may be missing, or was meant for some users only',
  },
  'attachment-locked': {
    level: 'hold',
    zh: '附件需登录、权限或付费才能查看,归档中可能没有',
    en: 'A file is behind a log-in, a rank or a price; the archive may lack it',
  },
  'thread-pages-missing': { level: 'warn', zh: '归档中缺少该帖的部分分页', en: 'The archive lacks some pages of this thread' },
  'private-author': {
    level: 'hold',
    zh: '帖子不是由官方账号发布,需确认是否迁移',
    en: 'No official account wrote this thread; decide whether it goes along',
  },
  'replies-included': {
    level: 'warn',
    zh: '含他人回帖,需核对个人信息',
    en: 'Replies of other people are included; look for personal data',
  },
  'title-cut': { level: 'warn', zh: '标题在原平台被截断', en: 'The old platform had cut the title' },
  'edited-after-publish': { level: 'info', zh: '原文发布后有修改', en: 'The post was edited after it was published' },
  'svg-interactive': { level: 'warn', zh: '含交互式图形,需人工核对', en: 'An interactive drawing needs a look' },
  'table-no-header': { level: 'info', zh: '表格没有表头', en: 'A table has no header cells' },
  'image-no-alt': { level: 'info', zh: '图片缺少替代文字', en: 'A picture has no alternative text' },
  'gathered-missing': {
    level: 'hold',
    zh: '汇编稿中的一条短文无法显示、已移出,或此前已有人决定不发布',
    en: 'A post of this gathered article cannot be shown, has left it, or was decided about before',
  },
  'image-only': { level: 'warn', zh: '正文只有图片,没有文字', en: 'The body is pictures only' },
  'id-number': { level: 'hold', zh: '疑似身份证号', en: 'Looks like a resident ID number' },
  'mobile-number': { level: 'warn', zh: '疑似个人手机号', en: 'Looks like a personal mobile number' },
  'bank-card': { level: 'hold', zh: '疑似银行卡号', en: 'Looks like a bank card number' },
  'passport-number': { level: 'hold', zh: '疑似护照号码', en: 'Looks like a passport number' },
  'permit-number': { level: 'hold', zh: '疑似通行证、军警证件号码', en: "Looks like the number of a travel permit or an officer's paper" },
  'plate-number': { level: 'warn', zh: '疑似车牌号', en: 'Looks like a number plate' },
  'private-contact': { level: 'warn', zh: '疑似个人邮箱、微信号或QQ号', en: 'Looks like a private mailbox, WeChat or QQ number' },
  'home-address': { level: 'hold', zh: '疑似家庭住址', en: 'Looks like a home address' },
  'birth-date': { level: 'warn', zh: '疑似个人出生日期', en: 'Looks like the birth date of a person' },
  'people-list': {
    level: 'warn',
    zh: '含人员名单,需确认公开依据与脱敏',
    en: 'A list of persons: its ground for being public, and masking, need a decision',
  },
  'reprint-stated': { level: 'warn', zh: '文中写明转载或来自他处', en: 'The text says that it comes from elsewhere' },
  'date-signed-differs': { level: 'warn', zh: '落款日期与发布时间相差较大', en: 'The date of signing lies far from the publish time' },
  'wrong-term': { level: 'warn', zh: '错敏词', en: 'A word of the lists that should not stand so' },
  'validity-stated': {
    level: 'info',
    zh: '文中写明废止、失效或有效期',
    en: 'The text says that something is repealed, void or in force for a time',
  },
  'file-unread': {
    level: 'hold',
    zh: '附件无法读取(加密、损坏、过大或格式不支持),需人工查看',
    en: 'A file cannot be read (encrypted, damaged, too large, of an unknown type): a person must look',
  },
  'file-no-text': {
    level: 'hold',
    zh: '附件中没有文字(可能是扫描件),需人工查看',
    en: 'A file holds no text (a scan, perhaps): a person must look',
  },
  'secrecy-mark': { level: 'hold', zh: '疑似密级标志', en: 'Looks like a secrecy mark' },
  'markup-limit': { level: 'hold', zh: '页面结构超出限制,内容可能不全', en: 'The page exceeds a structural limit; it may be incomplete' },
  'charset-doubt': { level: 'hold', zh: '字符编码有疑问,可能有乱码', en: 'The character encoding is in doubt' },
  'file-truncated': { level: 'hold', zh: '文件不完整', en: 'The file is truncated' },
  'text-cut': { level: 'hold', zh: '正文只有摘要或被截断', en: 'Only a summary or a cut part of the text is there' },
  'text-maybe-cut': {
    level: 'warn',
    zh: '订阅源只给出描述,正文可能不全',
    en: 'The feed gives only a description; it may not be the whole text',
  },
  'digest-differs': {
    level: 'hold',
    zh: '内容与归档自带的摘要不符,可能被改动',
    en: 'The content does not fit the digest in its archive; it may have been changed',
  },
  'duplicate-copy': { level: 'info', zh: '归档中有同一文章的多份副本', en: 'The archive holds several copies of this post' },
  'interactive-lost': {
    level: 'warn',
    zh: '含抽奖、红包、直播等互动内容,只保留文字',
    en: 'A lottery, red packet or live room stood here; only its words are kept',
  },
  'link-unresolved': {
    level: 'warn',
    zh: '短链接未能还原,原平台关停后将失效',
    en: 'Nobody says where a short link leads; it dies with the old platform',
  },
  'quoted-gone': { level: 'info', zh: '被转发的原微博已不可见', en: 'The post that was forwarded can no longer be seen' },
  'picture-foreign': {
    level: 'warn',
    zh: '图片由其他账号上传,需确认版权',
    en: 'A picture was uploaded by another account: rights need a decision',
  },
  'likely-duplicate': {
    level: 'hold',
    zh: '与台账中另一篇内容基本相同,需确认是否重复发布',
    en: 'Reads like another post of the ledger: decide whether both go to the site',
  },
  'lesser-copy': { level: 'hold', zh: '归档中没有原始页面,只有文本副本', en: 'The archive has no page of this post, only a text copy' },
  'sources-disagree': {
    level: 'hold',
    zh: '各来源的正文或状态不一致',
    en: 'The sources give different texts, or one says that the post is gone',
  },
  'telling-missing': {
    level: 'warn',
    zh: '有一处来源未能取到这一篇,已用其余来源',
    en: 'One of the sources could not give this post; the others were used',
  },
  'identity-weak': { level: 'warn', zh: '缺少平台编号,按文件识别', en: 'No platform id; identified by its file' },
} as const satisfies Record<string, FindingWord>

export type FindingCode = keyof typeof FINDINGS

/** A finding at its default level. */
export function finding(code: FindingCode, about = '', at?: readonly [number, number]): Finding {
  return at === undefined ? { code, level: FINDINGS[code].level, about } : { code, level: FINDINGS[code].level, about, at }
}

export function isFindingCode(code: string): code is FindingCode {
  return Object.hasOwn(FINDINGS, code)
}
