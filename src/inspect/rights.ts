// Finds what the text itself says of its origin: reprinted from, agency dispatches, pictures of others. The source's own marks are told apart.
import { type Hit, type Inspector, hits } from './inspector.ts'

const SAYS =
  /(?:(?:文章|稿件|本文|内容)?(?:转载自|转自|摘自|选自|转载于|来源于)|(?:文章|内容|稿件|信息|原文)来源|(?:图片|照片|视频)(?:来源|来自|由)|(?:综合|整理)自)[ \t]{0,3}[:：|丨/]?[ \t]{0,3}[^\s。;；]{2,40}|(?:新华社|中新社|新华网|人民网|央视网|中新网)[^\s。]{0,12}\d{1,2}月\d{1,2}日电/g
const MAY = /转载|转自|摘自|选自|来源|来自|日电|综合自|整理自|(?:图片|照片|视频)由/

export const rights: Inspector = {
  name: 'rights',
  inspect: (looked) => hits(looked, { code: 'reprint-stated', seek: (text) => (MAY.test(text) ? seek(text) : []) }),
}

function* seek(text: string): Generator<Hit> {
  for (const match of text.matchAll(SAYS))
    yield { start: match.index, end: match.index + match[0].length, about: match[0].replaceAll(/\s+/g, ' ').slice(0, 60) }
}
