// Drops what belongs to the platform and not to the post: calls to follow, tap, scan and share, by named rules. Each rule matches the
// whole text of one short block, so that a sentence which only mentions such words stays.
import type { Step } from '../step.ts'
import type { Element } from '../tree.ts'
import { drop } from './drop.ts'
import { leafBlocks } from './leaves.ts'
import { findIn, findNamed } from './find.ts'

/** name → the whole text of a block. docs/normalizing.md explains each. */
const PLATFORM_RULES: readonly { readonly name: string; readonly text: RegExp }[] = [
  {
    name: 'follow-banner',
    text: /^[^\p{L}]{0,6}(?:请)?(?:点击|点|戳)(?:上方|上面|下方|下面|顶部|左上角|标题下方|标题下|此处)?(?:的)?[“"「『【《\s]{0,3}(?:蓝字|蓝色字|蓝色字体|蓝色微信名|公众号名片|名片|公众号|微信名)[^。;；\n]{0,24}(?:关注|订阅)[^。;；\n]{0,16}$/u,
  },
  { name: 'follow-banner', text: /^[^\p{L}]{0,6}(?:点击)?(?:蓝字|上方蓝字|上方名片)[^\p{L}]{0,4}(?:关注我们|关注我|关注)[^\p{L}]{0,6}$/u },
  {
    name: 'follow-qr',
    text: /^[^\p{L}]{0,6}(?:长按|扫描|扫一扫|扫码|识别|微信扫|请扫)[^。;；\n]{0,20}(?:二维码|识别|扫码|下方)?[^。;；\n]{0,12}(?:关注|加关注|关注我们|订阅)[^。;；\n]{0,20}$/u,
  },
  {
    name: 'read-original-hint',
    text: /^[^\p{L}]{0,6}(?:点击|戳|点)?(?:左下角|下方|文末|底部)?[“"「『【\s]{0,2}阅读原文[”"」』】\s]{0,2}(?:查看|阅读|了解|获取)?(?:更多|详情|全文|原文|内容|精彩|信息){0,3}[^\p{L}]{0,6}$/u,
  },
  {
    name: 'share-hint',
    text: /^[^\p{L}]{0,6}(?:(?:欢迎|请|记得|别忘了|点个|点击|喜欢就|觉得不错)?(?:转发|分享|点赞|点个赞|在看|点在看|收藏|星标|设为星标|一键三连)(?:给更多人|到朋友圈|朋友圈|给朋友|我们|一下|哦|吧|支持)?[\s、,，+&和与!！~～]*){1,6}[^\p{L}]{0,6}$/u,
  },
]

const LONGEST = 60

export const dropPlatform: Step = {
  name: 'drop-platform',
  wants: (marks) => marks.has('chrome') || marks.has('embed'),
  run(tree, { page, note }) {
    for (const { element, text } of leafBlocks(tree, LONGEST)) {
      if (text === null || text === '' || !mayHaveChrome(text)) continue
      const rule = PLATFORM_RULES.find((one) => one.text.test(text))
      if (rule !== undefined && findIn(element, isLink).length === 0) drop(tree(element), rule.name, note)
    }
    if (page.account === null) return
    for (const element of findNamed(tree, 'g-embed')) {
      const { attribs } = element
      if (attribs['data-kind'] === 'card' && attribs['data-title'] === page.account) drop(tree(element), 'own-account-card', note)
    }
  },
}

function isLink({ name, attribs }: Element): boolean {
  return name === 'a' && attribs['href'] !== undefined
}

/** Cheap look at the whole text: may any of the rules apply? */
export function mayHaveChrome(text: string): boolean {
  return /关注|订阅|阅读原文|在看|点赞|转发|分享|星标|收藏|一键三连/.test(text)
}
