// What is read from an archive, in few words: for the fixtures and the example.
import type { Discovered } from '../../../src/domain/archive.ts'
import { douyinExport } from '../../../src/sources/douyin-export/index.ts'
import { discoverAll, fetchAll, materialOf, offlineKit } from '../../kits/source-kit.ts'

export interface Read {
  readonly posts: readonly Readonly<Record<string, unknown>>[]
  readonly leftovers: readonly string[]
}

export async function readArchive(folder: string, path = 'archive'): Promise<Read> {
  const source = await douyinExport.open({ path }, offlineKit(folder))
  const posts: Record<string, unknown>[] = []
  for (const post of await discoverAll(source)) {
    const { parts, failure } = await fetchAll(source, post)
    const page = source.parse(materialOf(post, parts))
    posts.push({
      key: post.key,
      ...(post.aliases.length === 0 ? {} : { aliases: post.aliases }),
      ...(failure === null ? {} : { failure: failure.code }),
      state: page.state,
      kind: page.kind,
      title: page.title,
      text: 'text' in page.body ? page.body.text : '',
      published: [page.published.value, page.published.precision, page.published.provenance].join(' '),
      account: page.account,
      topics: page.topics,
      facts: page.facts,
      remarks: page.remarks.map(({ code }) => code),
      media: page.media.map(({ kind, role, ref }) => {
        const part = parts.find(({ name }) => name === ref)
        return `${role} ${kind} ${ref}: ${
          part?.missing ??
          Buffer.from(part?.bytes ?? [])
            .toString()
            .slice(0, 20)
            .trim()
        }`
      }),
    })
  }
  await source.close()
  return { posts, leftovers: source.leftovers().map(({ name, why }) => `${name}: ${why}`) }
}

export function filesOf(ref: Discovered['ref']): readonly string[] {
  const { rows, video, cover, images } = ref as unknown as {
    rows: readonly (readonly [string, number])[]
    video: readonly string[]
    cover: string | null
    images: readonly string[]
  }
  return [...rows.map(([file]) => file), ...video, ...(cover === null ? [] : [cover]), ...images]
}
