// One record of a post on its way through a capture: a raw text as a `row` part, named so that parse knows who can read it, and beside it one
// row with what the archive knows of all of them (when they were recorded, where short links lead). No content is changed.
import type { Material, Part } from '../../domain/archive.ts'
import type { Status } from './status.ts'

/** What a reader is told beside the record. */
export interface From {
  /** Path or address of the file it was in: some answers name their post only there. */
  readonly name: string
  readonly capturedAt: string | null
}

export type Reader = (raw: string, from: From) => Status | null

export interface Telling extends From {
  /** Name of the reader (`mblog`, `longtext`, `article`, …, or a format of an archive). */
  readonly reader: string
  /** Where in the file, when it holds several. */
  readonly at: string
  readonly raw: string
}

/** What the archive knows beside the records. */
export interface Beside {
  /** Where the short links of this post lead. */
  readonly links: Readonly<Record<string, string>>
  /** Finding code → what about, for what was noticed while the records were gathered. */
  readonly remarks: readonly { readonly code: string; readonly about: string }[]
}

const TELLING = 'weibo:'
const BESIDE = 'weibo-beside'

interface Noted extends Beside {
  readonly tellings: readonly { readonly row: string; readonly name: string; readonly reader: string; readonly capturedAt: string | null }[]
}

/** The row parts of a post: its records, then what is known beside them. */
export function tellingParts(tellings: readonly Telling[], beside: Beside): readonly Part[] {
  const taken = new Set<string>()
  const named = tellings.map((one) => ({ ...one, row: freeName(`${TELLING}${one.reader}:${one.name}#${one.at}`, taken) }))
  const noted: Noted = {
    tellings: named.map(({ row, name, reader, capturedAt }) => ({ row, name, reader, capturedAt })),
    links: beside.links,
    remarks: beside.remarks,
  }
  return [
    ...named.map(({ row, raw }): Part => ({ role: 'row', name: row, bytes: Buffer.from(raw.toWellFormed()) })),
    { role: 'row', name: BESIDE, bytes: Buffer.from(JSON.stringify(noted)) },
  ]
}

/** One address recorded twice gives two rows. */
function freeName(name: string, taken: Set<string>): string {
  let free = name
  for (let n = 2; taken.has(free); n += 1) free = `${name}~${n}`
  taken.add(free)
  return free
}

/** The records of a capture as they were given to `tellingParts`; what cannot be read is left out. */
export function tellingsOf({ parts }: Pick<Material, 'parts'>): { readonly tellings: readonly Telling[]; readonly beside: Beside } {
  const rows = new Map(parts.flatMap(({ role, name, bytes }) => (role === 'row' && bytes !== null ? [[name, bytes] as const] : [])))
  const noted = notedOf(rows.get(BESIDE))
  const tellings = noted.tellings.flatMap((one) => {
    const bytes = rows.get(one.row)
    const raw = bytes === undefined ? null : Buffer.from(bytes).toString()
    return raw === null ? [] : [{ reader: one.reader, name: one.name, at: '', capturedAt: one.capturedAt, raw }]
  })
  return { tellings, beside: { links: noted.links, remarks: noted.remarks } }
}

function notedOf(bytes: Uint8Array | undefined): Noted {
  const none: Noted = { tellings: [], links: {}, remarks: [] }
  if (bytes === undefined) return none
  try {
    return { ...none, ...(JSON.parse(Buffer.from(bytes).toString()) as Partial<Noted>) }
  } catch {
    return none
  }
}
