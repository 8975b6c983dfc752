// One post and one way of saving in, the files that way of saving leaves out: page, pictures, sounds. Paths are relative to the archive.
import { digest, epoch, namesOf, pictureUrl, shortLink } from './account.ts'
import type { Names } from './account.ts'
import { gbk } from './gbk.ts'
import { kitOf, PLACE, render } from './kit.ts'
import type { Era, Where } from './kit.ts'
import { mhtml } from './mhtml.ts'
import { errorPage } from './page-errors.ts'
import { pageExporter } from './page-exporter.ts'
import { pageNew } from './page-new.ts'
import { page2018, page2020, pageBare } from './page-old.ts'
import type { Sheet } from './page-old.ts'
import { pictureBytes } from './pictures.ts'
import { templateOf } from './post.ts'
import type { Copy, Post, Template } from './post.ts'
import { mp3, mp4 } from './sounds.ts'

export type Files = Map<string, Buffer>

export const FOLDERS = {
  folder: '公众号文章导出',
  dated: 'wechatDownload/青石卫健',
  saved: '网页保存',
  mhtml: '网页保存',
  page: '原始网页',
} as const

export function nameOf(post: Post): Names {
  return namesOf(post.at ?? '2014-01-01 00:00:00', post.idx ?? 1)
}

/** Path of the page file of a copy. */
export function pathOf(post: Post, copy: Copy): string {
  const title = (copy.name ?? post.title).replaceAll(/[\\/:*?"<>|]/g, '_')
  const day = (post.at ?? '').slice(0, 10).replaceAll('-', '')
  if (copy.as === 'folder') return `${FOLDERS.folder}/${title.replaceAll(/[^\p{Script=Han}\p{L}\p{N}()（）_]/gu, '_')}/index.html`
  if (copy.as === 'dated') return `${FOLDERS.dated}/${copy.name ?? day + title.replaceAll(/[^\p{L}\p{N}]/gu, '')}.html`
  return `${FOLDERS[copy.as]}/${title}.${copy.as === 'mhtml' ? 'mhtml' : 'html'}`
}

export async function filesOf(post: Post, copy: Copy, where: Where): Promise<Files> {
  const path = pathOf(post, copy)
  const files: Files = new Map()
  if (post.error !== undefined) return files.set(path, Buffer.from(errorPage(post.error.style, errorLink(post))))
  if (copy.damage === 'empty') return files.set(path, Buffer.alloc(0))
  const html = bodyOf(post, copy, where)
  const names = [...new Set([...[...html.matchAll(PLACE)].map((match) => match[2] ?? ''), ...(post.gallery ?? [])])]
  const paths = await savePictures(files, { path, copy, names })
  for (const [file, type] of Object.entries(copy.media ?? {})) files.set(`${folderOf(path)}assets/${file}`, type === 'mp3' ? mp3() : mp4())
  const placed = (text: string): string => text.replaceAll(PLACE, (_, form: string, name: string) => place(form, name, paths.get(name)))
  const page = placed(pageText(post, copy, placed(html), coverName(post, html)))
  files.set(path, copy.as === 'mhtml' ? await mhtml(page, names) : damaged(page, copy))
  return files
}

function errorLink(post: Post): string {
  if (post.nameless === true) return 'http://mp.weixin.qq.com/s?src=11&timestamp=1736384400&ver=5731&signature=demo*demo-demo&new=1'
  const names = nameOf(post)
  return `http://mp.weixin.qq.com/s?__biz=OTkwMDAwMDA0Mg==&mid=${names.mid}&idx=${names.idx}&sn=${names.sn}`
}

function bodyOf(post: Post, copy: Copy, where: Where): string {
  const template = templateOf(post)
  if (template === 'text' || template === 'images' || template === 'videoshare')
    return typeof post.body === 'function' ? '' : post.body.join('\n')
  return render(copy.body ?? post.body, kitOf(eraOf(template), where)).replaceAll('{{id}}', idNumber('11010119900307004'))
}

function eraOf(template: Template): Era {
  return template === 'y2018' || template === 'y2020' ? template : 'y2025'
}

/** The check digit of a resident ID (MOD 11-2), so that the invented number looks real to a scanner. */
function idNumber(first17: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, at) => total + weight * Number(first17[at]), 0)
  return first17 + '10X98765432'.charAt(sum % 11)
}

async function savePictures(files: Files, from: { path: string; copy: Copy; names: readonly string[] }): Promise<Map<string, string>> {
  const paths = new Map<string, string>()
  if (from.copy.as === 'mhtml' || from.copy.as === 'page') return paths
  for (const [at, name] of from.names.entries()) {
    if (from.copy.lacks?.includes(name) === true) continue
    const local = localPath(from, name, at)
    paths.set(name, `./${local}`)
    files.set(folderOf(from.path) + local, await pictureBytes(name))
  }
  return paths
}

function localPath({ path, copy }: { path: string; copy: Copy }, name: string, at: number): string {
  const ending = name.slice(name.lastIndexOf('.') + 1)
  const base = path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('.'))
  if (copy.as === 'saved') return `${base}_files/640${at === 0 ? '' : `(${at})`}`
  if (copy.as === 'dated') return `图片/${base}/${String(at + 1).padStart(3, '0')}.${ending}`
  return `assets/${1700000000000 + parseInt(digest(path + name).slice(0, 9), 16)}.${ending === 'svg' ? 'svg' : ending}`
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

function place(form: string, name: string, local: string | undefined): string {
  if (form === 'url') return local ?? pictureUrl(name)
  return local === undefined
    ? `src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/%3E"`
    : `src="${local}"`
}

function pageText(post: Post, copy: Copy, html: string, cover: string | undefined): string {
  const drawn = cover === undefined ? post : { ...post, cover }
  const sheet: Sheet = { post: drawn, names: nameOf(post), title: copy.title ?? post.title, html }
  if (copy.stripped !== undefined) return pageExporter(sheet, copy.stripped === 'address')
  const template = templateOf(post)
  const text =
    template === 'bare' ? pageBare(sheet) : template === 'y2018' ? page2018(sheet) : template === 'y2020' ? page2020(sheet) : pageNew(sheet)
  if (copy.as === 'dated' && template !== 'bare') return text.replace('style="visibility: hidden; opacity: 0; "', 'style=";  0; "')
  return copy.as === 'saved' ? markSaved(text, shortLink(sheet.names).replace('https', 'http')) : text
}

/** The first picture shown as such; backgrounds and the QR code make no cover. */
function coverName(post: Post, html: string): string | undefined {
  const shown = [...html.matchAll(PLACE)].filter((match) => match[1] === 'src' && match[2] !== 'qr-follow.png')
  return shown[0]?.[2] ?? post.gallery?.[0]
}

function markSaved(text: string, link: string): string {
  return text.replace('<!DOCTYPE html>\n', `<!DOCTYPE html>\n<!-- saved from url=(${String(link.length).padStart(4, '0')})${link} -->\n`)
}

function damaged(text: string, copy: Copy): Buffer {
  if (copy.damage === 'gbk') return gbk(text.replaceAll('charset=utf-8', 'charset=gbk'))
  if (copy.damage === 'lies') return Buffer.from(text.replaceAll('charset=utf-8', 'charset=gbk'))
  if (copy.damage === 'cut') return Buffer.from(text.slice(0, text.indexOf('，读者不应看到')))
  return Buffer.from(text)
}

/** Beijing time of a list that was written in UTC by mistake. */
export function eightHoursEarly(at: string): string {
  return new Date(epoch(at) * 1000).toISOString().slice(0, 19).replace('T', ' ')
}
