// Files that backup tools write beside the posts: known by name and first bytes, so that each is left over with its own reason, and nobody has
// to wonder what was missed. Nothing is read from them here.
import type { Format, OneFile, Told } from '../format.ts'

interface Side {
  readonly name: RegExp
  readonly head: RegExp
  readonly why: string
}

const SIDES: readonly Side[] = [
  { name: /-(?:wal|shm|journal)$/, head: /^/, why: 'belongs to the database beside it, and was read with it' },
  {
    name: /(?:^|\/)imgs(?:-[^/]*)?\.csv$/i,
    head: /^\ufeff?"?https?:\/\/[^\s,]+\.(?:sinaimg\.cn|weibocdn\.com)\//,
    why: 'addresses of pictures for a program that loads them; the posts have them, too',
  },
  { name: /(?:^|\/)(?:real-next-ids|museum-config)\.json$/i, head: /^\s*\{/, why: 'notes of weibo-backup-museum for itself' },
  {
    name: /\.jsonl?$/i,
    head: /^\{[^\n]*"(?:comment_user|fan_info|follower_info)"\s*:/,
    why: 'comments, fans or followed accounts: other people, not read',
  },
  { name: /\.csv$/i, head: /^\ufeff?id,weibo_id,created_at,user_screen_name,/, why: 'comments: other people, not read' },
  {
    name: /(?:^|\/)users\.json$/i,
    head: /^\s*\{\s*"\d{5,11}"\s*:\s*\{[^}]*"screen_name"/,
    why: 'accounts; their names are read together with their posts',
  },
  {
    name: /\.txt$/i,
    head: /^\ufeff?(?:用户信息|原创微博内容|微博内容)[::]/,
    why: 'a copy for reading; the tool writes the same posts as JSON, CSV or SQLite',
  },
]

export const SIDE_FILES: Format = {
  name: 'tool-side-file',
  recognize: (file) => sideOf(file) !== undefined,
  read,
  again: async () => null,
  status: () => null,
}

function sideOf({ name, head }: Pick<OneFile, 'name' | 'head'>): Side | undefined {
  const text = head.toString('utf8')
  return SIDES.find((side) => side.name.test(name) && side.head.test(text))
}

async function* read(file: OneFile): AsyncGenerator<Told> {
  const side = sideOf(file)
  if (side !== undefined) yield { kind: 'loss', mid: null, why: side.why }
}
