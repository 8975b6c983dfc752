// A draft in; findings for the editor out, from every inspector of the table. Excerpts are masked; the draft is never changed.
import type { Draft } from '../domain/draft.ts'
import type { Finding, FindingCode } from '../domain/findings.ts'
import type { TermList } from '../domain/terms.ts'
import { accessibility } from './accessibility.ts'
import { bankCard } from './bank-card.ts'
import { birthDate } from './birth-date.ts'
import { homeAddress } from './home-address.ts'
import { type Inspector, look } from './inspector.ts'
import { labelled } from './labelled.ts'
import { mobile } from './mobile.ts'
import { peopleList } from './people-list.ts'
import { plate } from './plate.ts'
import { privateContact } from './private-contact.ts'
import { residentId } from './resident-id.ts'
import { rights } from './rights.ts'
import { secrecyMark } from './secrecy-mark.ts'
import { signedDate } from './signed-date.ts'
import { terms } from './terms.ts'
import { validity } from './validity.ts'

const INSPECTORS: readonly Inspector[] = [
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
  rights,
  signedDate,
  validity,
  accessibility,
]

const NONE: readonly TermList[] = []

/** `lists`: the words of the mapping (`Mapping.lists`). */
export function inspect(draft: Draft, lists: readonly TermList[] = NONE): Finding[] {
  const looked = look(draft, lists)
  return INSPECTORS.flatMap((inspector) => inspector.inspect(looked))
}

/** What inspectors find in words; everything else was found on the way from the page to the draft. */
export const INSPECTED: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'id-number',
  'mobile-number',
  'bank-card',
  'passport-number',
  'permit-number',
  'plate-number',
  'private-contact',
  'home-address',
  'birth-date',
  'people-list',
  'secrecy-mark',
  'wrong-term',
  'reprint-stated',
  'date-signed-differs',
  'validity-stated',
  'image-no-alt',
  'image-only',
  'table-no-header',
  'file-unread',
  'file-no-text',
])
