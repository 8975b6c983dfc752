// A reference of a page → the archive's own file that holds it, or null. Looks only at names; reads no content and no network.
import type { ArchiveFiles } from '../files/archive-files.ts'
import type { Reference } from './references.ts'

const SOUND = /\.(mp3|m4a|amr|wav|aac|ogg|silk)$/i
const FILM = /\.(mp4|m4v|mov|flv|webm|mkv)$/i

/** Path of the file in the archive; `page` is the path of the page that refers to it. */
export async function resolve(files: ArchiveFiles, page: string, reference: Reference): Promise<string | null> {
  for (const name of [reference.name, ...reference.also]) {
    for (const path of candidates(page, name)) if ((await files.size(path)) !== null) return path
  }
  return reference.words.length > 0 ? await beside(files, page, reference) : null
}

/** A relative address, as it stands and percent-decoded, with its query (some exporters keep it in file names) and without. */
function candidates(page: string, name: string): readonly string[] {
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(name) && !/^file:/i.test(name)) return []
  const plain = name.replace(/^file:\/+/i, '').replaceAll('\\', '/')
  const forms = [plain, plain.replace(/#.*$/, ''), plain.replace(/[?#].*$/, '')]
  return [...new Set([...forms, ...forms.map(decoded)])].flatMap((form) => {
    const path = joined(folderOf(page), form)
    return path === null ? [] : [path]
  })
}

function decoded(form: string): string {
  try {
    return decodeURIComponent(form)
  } catch {
    return form
  }
}

/** Null when the address leads out of the archive. */
function joined(folder: string, relative: string): string | null {
  const steps = relative.startsWith('/') ? [] : folder.split('/').filter((step) => step !== '')
  for (const step of relative.split('/')) {
    if (step === '' || step === '.') continue
    if (step !== '..') steps.push(step)
    else if (steps.pop() === undefined) return null
  }
  return steps.length === 0 ? null : steps.join('/')
}

/** Exporters put sounds and films beside the page or in folders of their own, named by id, by title, or like the page. */
async function beside(files: ArchiveFiles, page: string, reference: Reference): Promise<string | null> {
  const folder = folderOf(page)
  const sub = reference.kind === 'audio' ? ['音频', 'audio', 'assets'] : ['视频', 'video', 'assets']
  const wanted = reference.kind === 'audio' ? SOUND : FILM
  const stem = stemOf(page)
  const folders = [
    folder,
    ...sub.map((name) => under(folder, name)),
    ...sub.slice(0, 2).map((name) => under(folderOf(folder), name)),
    under(folder, stem),
  ]
  const found = (await Promise.all([...new Set(folders)].map((place) => files.inFolder(place)))).flat().filter((path) => wanted.test(path))
  const [id, title] = reference.words
  return (
    found.find((path) => id !== undefined && path.includes(id)) ??
    found.find((path) => title !== undefined && stemOf(path) === title) ??
    found.find((path) => stemOf(path) === stem || stemOf(path) === nameOfFolder(page)) ??
    null
  )
}

function under(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** The name of a file without folder and extension. */
function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]{1,8}$/, '')
}

function nameOfFolder(page: string): string | null {
  return /^index\.html?$/i.test(page.slice(page.lastIndexOf('/') + 1)) ? stemOf(`${folderOf(page)}.x`) : null
}
