// One stored page or row part → its Reading, told apart by content. Pure; never throws, whatever the bytes are.
import type { Material } from '../../domain/archive.ts'
import type { Page } from '../../domain/page.ts'
import { decode } from '../text/charset.ts'
import { readJson } from './lists.ts'
import { mergeReadings, unreadable } from './merge.ts'
import { isMhtml, pageOfMhtml, readMhtml } from '../files/mime.ts'
import { readPage } from './read-page.ts'
import { dataBody, readData } from './read-data.ts'
import { readMarkdown } from './read-text.ts'
import { RANK } from './reading.ts'
import type { Reading } from './reading.ts'
import { readRow } from './rows.ts'
import type { ListRow } from './rows.ts'

export function parseMaterial(material: Material): Page {
  try {
    const readings = material.parts.flatMap((part) =>
      part.bytes === null || part.role === 'media' ? [] : [readPart(part.role, part.name, part.bytes)],
    )
    return mergeReadings(
      readings.filter((reading) => reading !== null),
      material.key,
    )
  } catch {
    // A page that defeats the reader is a state for a person to look at, not a crash of the line.
    return unreadable('页面结构异常,无法读取')
  }
}

export function readPart(role: 'page' | 'row', name: string, bytes: Uint8Array): Reading | null {
  if (role === 'row') return readRowBytes(bytes, name)
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isMhtml(buffer.subarray(0, 4096).toString('latin1'))) return readPage(pageOfMhtml(readMhtml(buffer)) ?? Buffer.alloc(0), name)
  if (/\.(md|markdown)$/i.test(name)) return readMarkdown(bytes, name)
  return /^\s*\{/.test(buffer.subarray(0, 64).toString('utf8').replace('\ufeff', '')) ? readSavedData(bytes, name) : readPage(bytes, name)
}

/** A saved cgiDataNew object: all of a page but its visible frame. */
function readSavedData(bytes: Uint8Array, name: string): Reading | null {
  const found = readJson(decode(bytes).text, '')
  if (found.is !== 'page-data') return readPage(bytes, name)
  const said = readData(found.data, name, RANK.data)
  return { ...said, kind: said.kind ?? 'article', body: dataBody(found.data, said.kind) ?? { text: '' } }
}

function readRowBytes(bytes: Uint8Array, name: string): Reading | null {
  try {
    const entry = JSON.parse(decode(bytes).text) as Partial<ListRow> | null
    return typeof entry?.row === 'object' && entry.row !== null
      ? readRow({ list: entry.list ?? 'table', row: entry.row, time: entry.time ?? null }, name)
      : null
  } catch {
    return null
  }
}
