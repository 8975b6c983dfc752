// A draft in; findings for the editor out, from every inspector of the table. Excerpts are masked; the draft is never changed.
import type { Draft } from '../domain/draft.ts'
import type { Finding } from '../domain/findings.ts'
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
  rights,
  signedDate,
  validity,
  accessibility,
]

export function inspect(draft: Draft): Finding[] {
  const looked = look(draft)
  return INSPECTORS.flatMap((inspector) => inspector.inspect(looked))
}
