// Finds ways to reach a private person: mailboxes at public providers, WeChat and QQ numbers (R30). Mailboxes of offices are no hits.
import { type Hit, matches, ofRules } from './inspector.ts'

const MAILBOX =
  /(?<![\w.+-])[\w.+-]{1,64}@(?:vip\.)?(?:qq|foxmail|163|126|yeah|139|189|wo|sina|sohu|gmail|hotmail|outlook|live|msn|icloud|yahoo|aliyun|tom|21cn)\.(?:com|cn|net)(?:\.cn)?(?![\w-])/gi
/** The label and what follows; public accounts and groups are no persons. */
const NUMBER = /(?:微信(?:号|同号)?|wechat|QQ号?(?:码)?|抖音号|快手号)[ \t]{0,3}[:：][ \t]{0,3}([A-Za-z][\w-]{5,19}|\d{5,11})(?![\w-])/gi
/** Mailboxes named so are an office's, whatever provider they use. */
const OFFICE = /^(?:.{0,20}(?:bgs|xzfw|office|zwfw|jubao|tousu|xinxiang|service|public|gov|info|contact|admin|hr|zp|zhaopin)).{0,20}@/i

export const privateContact = ofRules('private-contact', { code: 'private-contact', seek })

function* seek(text: string): Generator<Hit> {
  if (text.includes('@')) yield* matches(text, MAILBOX, maskedMailbox)
  if (/微信|wechat|QQ|抖音号|快手号/i.test(text)) yield* matches(text, NUMBER, maskedNumber)
}

function maskedMailbox(found: string): string | null {
  if (OFFICE.test(found)) return null
  const at = found.indexOf('@')
  return `${found.slice(0, Math.min(2, at - 1))}***${found.slice(at)}`
}

function maskedNumber(found: string): string {
  const colon = Math.max(found.indexOf(':'), found.indexOf('：'))
  const number = found.slice(colon + 1).trim()
  return `${found.slice(0, colon).trim()}:${number.slice(0, 2)}***`
}
