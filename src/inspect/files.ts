// The words of attached files in; what a person must look at out, each with its place in the file. What cannot be read is told, too: nothing goes to
// the site unseen (R31).
import type { Draft } from '../domain/draft.ts'
import { placeIn } from '../domain/file-text.ts'
import type { FilePiece, FileText } from '../domain/file-text.ts'
import { finding } from '../domain/findings.ts'
import type { Finding, FindingCode } from '../domain/findings.ts'
import type { TermList } from '../domain/terms.ts'
import { bankCard } from './bank-card.ts'
import { birthDate } from './birth-date.ts'
import { homeAddress } from './home-address.ts'
import type { Inspector } from './inspector.ts'
import { labelled } from './labelled.ts'
import { MASKABLE, maskOf } from './mask.ts'
import { mobile } from './mobile.ts'
import { peopleList } from './people-list.ts'
import { plainOf } from './plain.ts'
import { plate } from './plate.ts'
import { privateContact } from './private-contact.ts'
import { residentId } from './resident-id.ts'
import { secrecyMark } from './secrecy-mark.ts'
import { terms } from './terms.ts'

const masked = maskOf(MASKABLE)

/** Those that speak of words, not of a post. */
const OF_WORDS: readonly Inspector[] = [
  residentId,
  labelled,
  mobile,
  bankCard,
  plate,
  privateContact,
  homeAddress,
  birthDate,
  peopleList,
  secrecyMark,
  terms,
]

/** Of one kind in one file; the rest is counted. */
const TOLD = 10

const NONE: readonly TermList[] = []

/** `name`: as readers see the file. */
export function inspectFile(name: string, file: FileText, lists: readonly TermList[] = NONE): Finding[] {
  const unread = file.unread.map(({ why, place }) => ({
    ...finding(why === 'no-text' ? 'file-no-text' : 'file-unread', why === 'no-text' ? '' : why),
    where: at(name, place),
  }))
  return [
    ...unread,
    ...few(
      file.pieces.flatMap((piece) => inspectPiece(name, piece, lists)),
      name,
    ),
  ]
}

function inspectPiece(name: string, piece: FilePiece, lists: readonly TermList[]): Finding[] {
  const looked = { draft: draftOf(piece.text), text: plainOf(piece.text), heads: '', links: '', lists }
  return OF_WORDS.flatMap((inspector) => inspector.inspect(looked)).map(({ at: range, ...found }) => ({
    ...found,
    where: at(name, range === undefined ? piece.place : placeIn(piece, range[0])),
  }))
}

function few(found: readonly Finding[], name: string): Finding[] {
  const byCode = Map.groupBy(found, ({ code }) => code)
  return [...byCode].flatMap(([code, all]) => [...all.slice(0, TOLD), ...more(code, all.length - TOLD, name)])
}

function more(code: FindingCode, count: number, name: string): Finding[] {
  return count <= 0 ? [] : [{ ...finding(code, `+${count}`), where: masked(name) }]
}

/** Names of files and sheets hold numbers of people, too. */
function at(name: string, place: string): string {
  return masked(place === '' ? name : `${name} ${place}`)
}

const NOTHING = { characters: 0, images: 0, links: 0, tables: 0, attachments: 0, audio: 0, video: 0 }
const UNKNOWN = { value: null, precision: 'unknown', provenance: 'none', raw: null } as const

/** A file is no post: it has words only. */
function draftOf(text: string): Draft {
  return {
    kind: 'text',
    title: '',
    titleFrom: 'made',
    author: null,
    source: null,
    publisher: null,
    published: UNKNOWN,
    modified: UNKNOWN,
    summary: null,
    keywords: [],
    column: null,
    originalUrl: null,
    readMore: null,
    origin: null,
    html: '',
    markdown: '',
    text,
    media: [],
    links: [],
    conservation: { before: NOTHING, after: NOTHING, dropped: [], lost: [] },
  }
}
