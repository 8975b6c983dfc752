// The building blocks of a post's body in the markup of its year. Takes plain lines, gives the section soup that editors really made.
import { BIZ, digest, escapeHtml, longLink, namesOf, NICKNAME, pictureUrl, shortLink } from './account.ts'
import { sizeOf } from './pictures.ts'
import type { Body } from './post.ts'

export type Era = 'y2018' | 'y2020' | 'y2025'

/** Where each own post is, for links: id → [time, idx]. */
export type Where = (id: string) => { readonly at: string; readonly idx: number }

export interface Kit {
  p(html: string): string
  h(html: string): string
  img(name: string, more?: string): string
  quote(html: string): string
  list(items: readonly string[], tag?: 'ul' | 'ol'): string
  own(id: string, text: string, form?: 'short' | 'long'): string
  follow(): string
  profile(): string
  table(rows: readonly (readonly string[])[], header?: boolean): string
}

/** A picture's place in the markup: `{{src:name}}` becomes its `src` attribute, `{{url:name}}` its bare address, in each copy its own. */
export const PLACE = /\{\{(src|url):([^}]+)\}\}/g

const FONTS =
  '-apple-system-font, BlinkMacSystemFont, &quot;Helvetica Neue&quot;, &quot;PingFang SC&quot;, &quot;Microsoft YaHei&quot;, Arial, sans-serif'

const P: Readonly<Record<Era, (html: string) => string>> = {
  y2018: (html) =>
    `<p style="line-height: 2em;margin-bottom: 15px;text-indent: 2em;"><span style="font-size: 16px;color: rgb(63, 63, 63);">${html}</span></p>`,
  y2020: (html) =>
    `<section style="line-height: 1.75em;margin-left: 8px;margin-right: 8px;box-sizing: border-box;"><p style="white-space: normal;text-indent: 2em;"><span style="font-size: 15px;letter-spacing: 1px;font-family: ${FONTS};">${html}</span></p></section>`,
  y2025: (html) =>
    `<p style="margin: 0px 8px 24px;line-height: 1.75em;text-align: justify;" data-pm-slice="0 0 []"><span leaf="">${html}</span></p>`,
}

const H: Readonly<Record<Era, (html: string) => string>> = {
  y2018: (html) =>
    `<p style="text-align: center;line-height: 2em;"><span style="color: rgb(0, 122, 170);font-size: 18px;"><strong>${html}</strong></span></p>`,
  y2020: (html) =>
    `<section data-tools="135编辑器" data-id="94253" style="box-sizing: border-box;"><section style="margin: 10px auto;text-align: center;"><section style="display: inline-block;border-bottom: 2px solid rgb(0, 122, 170);padding: 0px 10px;"><span style="font-size: 18px;color: rgb(0, 122, 170);"><strong>${html}</strong></span></section></section></section>`,
  y2025: (html) =>
    `<section style="margin: 24px 8px 16px;text-align: left;" nodeleaf=""><span textstyle="" style="font-size: 20px;color: rgb(0, 82, 255);font-weight: bold;"><span leaf="">${html}</span></span></section>`,
}

export function kitOf(era: Era, where: Where): Kit {
  const kit: Kit = {
    p: P[era],
    h: H[era],
    img: (name, more = '') => picture(era, name, more),
    quote: (html) =>
      `<section style="margin: 10px 8px;padding: 10px 15px;border-left: 4px solid rgb(0, 122, 170);background-color: rgb(245, 248, 250);">${P[era](html)}</section>`,
    list: (items, tag = 'ul') =>
      `<${tag} class="list-paddingleft-1" style="list-style-type: ${tag === 'ul' ? 'disc' : 'decimal'};">${items.map((item) => `<li>${item.startsWith('<') ? item : P[era](item)}</li>`).join('')}</${tag}>`,
    own: (id, text, form = 'long') => ownLink(where, id, { text, form }),
    follow: () =>
      `<p style="text-align: center;"><img class="rich_pages" data-ratio="1" data-s="300,640" data-type="png" data-w="240" data-src="${pictureUrl('qr-follow.png')}" {{src:qr-follow.png}}><br>长按识别二维码，关注“${NICKNAME}”</p>`,
    profile: () =>
      `<section class="mp_profile_iframe_wrp" nodeleaf=""><mp-common-profile class="js_uneditable custom_select_card mp_profile_iframe" data-pluginname="mpprofile" data-nickname="${NICKNAME}" data-alias="qingshiwj" data-from="0" data-headimg="${pictureUrl('cover-head.png', '300')}" data-signature="青石县卫生健康局官方账号" data-id="${BIZ}" data-is_biz_ban="0" data-service_type="1" data-verify_status="2"></mp-common-profile></section>`,
    table,
  }
  return kit
}

function picture(era: Era, name: string, more: string): string {
  const { width, height } = name.startsWith('tiny-') ? { width: 1080, height: 720 } : sizeOf(name)
  const type = name.endsWith('.png') ? 'png' : name.endsWith('.gif') ? 'gif' : 'jpeg'
  const url = `${pictureUrl(name)}${era === 'y2025' ? '&amp;from=appmsg' : ''}`
  const size = `data-ratio="${(height / width).toFixed(4)}" data-s="300,640" data-type="${type}" data-w="${width}"`
  if (era === 'y2025') {
    return `<section style="text-align: center;margin: 0px 8px;" nodeleaf=""><img class="rich_pages wxw-img js_insertlocalimg" data-imgfileid="${parseInt(digest(name).slice(0, 7), 16)}" ${size} data-src="${url}" ${more} {{src:${name}}}></section>`
  }
  return `<p style="text-align: center;"><img class="rich_pages" data-copyright="0" ${size} data-src="${url}" ${more} {{src:${name}}} style=""></p>`
}

function ownLink(where: Where, id: string, say: { text: string; form: 'short' | 'long' }): string {
  const { at, idx } = where(id)
  const names = namesOf(at, idx)
  const href = say.form === 'short' ? shortLink(names) : longLink(names, '&scene=21#wechat_redirect')
  return `<a class="normal_text_link" target="_blank" style="color: rgb(87, 107, 149);" href="${escapeHtml(href)}" textvalue="${say.text}" data-itemshowtype="0" tab="innerlink" data-linktype="2">${say.text}</a>`
}

function table(rows: readonly (readonly string[])[], header = true): string {
  const cell = (tag: string) => (text: string) =>
    text.startsWith('<t')
      ? text
      : `<${tag} valign="middle" align="center" style="border-color: rgb(170, 170, 170);padding: 5px 10px;"><p style="text-align: center;"><span style="font-size: 14px;">${text}</span></p></${tag}>`
  const line = (tag: string) => (row: readonly string[]) => `<tr style="height: 30px;">${row.map(cell(tag)).join('')}</tr>`
  const head = header ? `<thead>${rows.slice(0, 1).map(line('th')).join('')}</thead>` : ''
  return `<section style="overflow-x: auto;"><table style="border-collapse: collapse;width: 100%;" cellspacing="0" cellpadding="0">${head}<tbody>${rows
    .slice(header ? 1 : 0)
    .map(line('td'))
    .join('')}</tbody></table></section>`
}

/** Lines to html: `# heading`, `![picture.png]`, `> quote`, ready markup as it is, anything else a paragraph. */
export function render(body: Body, kit: Kit): string {
  const lines = typeof body === 'function' ? body(kit) : body
  return lines
    .map((line) => {
      if (line.startsWith('<')) return line
      if (line.startsWith('# ')) return kit.h(line.slice(2))
      if (line.startsWith('> ')) return kit.quote(line.slice(2))
      const shown = /^!\[([^\]]+)\]$/.exec(line)
      return shown?.[1] === undefined ? kit.p(line) : kit.img(shown[1])
    })
    .join('\n')
}
