// One address of an article → its page, or a failure. The platform answers everything with status 200: what is no page of an article and no
// notice about one is a wall, and never becomes content.
import { Failure } from '../../domain/failures.ts'
import type { WebAnswer } from '../../domain/web.ts'
import { both } from '../../domain/words.ts'
import type { SourceKit } from '../source.ts'
import { readPage } from '../wechat-archive/read-page.ts'
import type { Reading } from '../wechat-archive/reading.ts'

export interface Asking {
  readonly kit: SourceKit
  /** True when a web archive answers: asking again gives the same. */
  readonly isArchive: boolean
}

export interface AskedPage {
  readonly url: string
  readonly answer: WebAnswer
  readonly reading: Reading
}

const WALL = /^\/mp\/(?:wappoc_appmsgcaptcha|verify|readtemplate)/

/** `urls`: the same article, the next where the one before is missing. Throws Failure `page-blocked`, `net-*`. */
export async function askArticle({ kit, isArchive }: Asking, urls: readonly string[]): Promise<AskedPage> {
  const { url, answer } = await firstAnswer(kit, isArchive ? [...new Set(urls)] : urls.slice(0, 1))
  const reading = readPage(answer.bytes, url)
  if (reading.state === 'ok') {
    if (!isArchive && !isWhole(answer)) throw cutOff()
    return { url, answer, reading }
  }
  const at = URL.parse(answer.url)
  const isWall = at !== null && at.hostname === 'mp.weixin.qq.com' && WALL.test(at.pathname)
  if (isWall || reading.state === 'blocked') throw blocked()
  if (reading.state === 'unreadable' && at?.hostname === 'mp.weixin.qq.com') {
    if (!isArchive && !isWhole(answer)) throw cutOff()
    // a shell whose script would show the captcha
    throw blocked()
  }
  if (!isArchive && /系统出错|系统繁忙/.test(reading.stateText ?? ''))
    throw new Failure('net-status', both('平台回答“系统出错”', 'the platform answered that its system failed'))
  return { url, answer, reading }
}

/** The platform's connections end early now and then, and its lengths are not to be relied on; the date stands behind the text. */
function isWhole({ bytes }: WebAnswer): boolean {
  return /<\/html\s*>/i.test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(-4096).toString('latin1'))
}

async function firstAnswer(kit: SourceKit, urls: readonly string[]): Promise<{ url: string; answer: WebAnswer }> {
  let missing: unknown = null
  for (const url of urls) {
    try {
      return { url, answer: await kit.get(url, { maxBytes: kit.limits.fileBytes }) }
    } catch (failure) {
      if (!(failure instanceof Failure) || failure.code !== 'net-missing') throw failure
      missing ??= failure
    }
  }
  throw missing ?? new Failure('file-missing', both('该文没有地址', 'the post has no address'))
}

function blocked(): Failure {
  return new Failure(
    'page-blocked',
    both('mp.weixin.qq.com 要求验证,未取到文章', 'mp.weixin.qq.com wants a captcha; the article did not come'),
  )
}

function cutOff(): Failure {
  return new Failure('net-malformed', both('页面没有传完', 'the page did not come whole'))
}
