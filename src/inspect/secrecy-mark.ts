// Finds marks of secrecy as documents carry them: 绝密★30年, 机密★, 秘密★启封前, 内部资料 注意保存 at the head of a line. Talk about secrecy is no mark.
import { type Inspector, hits, matches } from './inspector.ts'

const MARK =
  /(?:绝\s?密|机\s?密|秘\s?密)\s?[★☆*＊]\s?(?:\d{1,2}\s?年|\d{1,2}\s?个?月|长期|启封前|解密前)?|^[ \t\u3000]{0,20}(?:密级\s{0,5}[:：]\s{0,5}(?:绝密|机密|秘密)|(?:绝密|机密|秘密)(?=[^\S\n]{0,50}$)|【(?:绝密|机密|秘密|内部)】|内部(?:资料|文件|材料)[\s,，·]{0,10}(?:注意保存|请勿外传|不得外传|严禁外传|不得公开)|(?:不予公开|不得外传|严禁外传)(?=[^\S\n]{0,50}$))/gm
/** Most posts have none of these words. */
const MAY = /密|内部|不予公开|外传/

export const secrecyMark: Inspector = {
  name: 'secrecy-mark',
  inspect: (looked) =>
    hits(looked, { code: 'secrecy-mark', seek: (text) => (MAY.test(text) ? matches(text, MARK, (mark) => mark.trim()) : []) }),
}
