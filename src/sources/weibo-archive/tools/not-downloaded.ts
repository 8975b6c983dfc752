// `not_downloaded.txt` of weibo-crawler and weiboSpider: the pictures and films that the tool could not get, one a line: post, path, address.
// What is missing shows at the post itself; here it is told by whom it is known.
import type { Format, OneFile, Told } from '../format.ts'

export const NOT_DOWNLOADED: Format = {
  name: 'not-downloaded',
  recognize: ({ name, head }) => /(?:^|\/)not_downloaded\.txt$/i.test(name) && LINE.test(head.toString('latin1')),
  read,
  again: async () => null,
  status: () => null,
}

const LINE = /^(?:[1-9]\d{9,18}|[0-9A-Za-z]{5,12}):[^\n]*:\s?https?:\/\//m

async function* read(file: OneFile): AsyncGenerator<Told> {
  const { text } = await file.text()
  const missing = new Map<string, Set<string>>()
  for (const line of text.split('\n')) {
    const [, post, path] = /^([1-9]\d{9,18}|[0-9A-Za-z]{5,12}):(.*?):\s?https?:\/\//.exec(line) ?? []
    if (post === undefined || path === undefined || (await isThere(file, path))) continue
    missing.set(post, (missing.get(post) ?? new Set()).add(path))
  }
  for (const [post, paths] of missing)
    yield {
      kind: 'loss',
      mid: post,
      why: `the tool could not get ${paths.size} of its pictures or films (${file.name.slice(file.name.lastIndexOf('/') + 1)})`,
    }
}

/** The list is only ever added to: a later run may have got the file after all. The path is that of the computer the tool ran on. */
async function isThere({ name, files }: OneFile, path: string): Promise<boolean> {
  const [file = '', folder = ''] = path.split(/[\\/]/).reverse()
  const here = name.slice(0, name.lastIndexOf('/') + 1)
  for (const place of [`${here}${folder}/${file}`, `${here}${file}`]) if (((await files?.size(place)) ?? 0) > 0) return true
  return false
}
