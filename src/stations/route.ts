// The only place that says what follows what: each station, in travel order, with the state it takes its items from.
import { fetchStation } from './fetch.ts'
import { normalizeStation } from './normalize.ts'
import { publishStation } from './publish.ts'
import { relinkStation } from './relink.ts'
import { verifyStation } from './verify.ts'
import type { Station } from './station.ts'

//  discover → discovered ─fetch→ fetched ─normalize→ normalized ─(person or policy)→ approved ─publish→ published ─verify→ verified
//                                                                                        └──────── relink ←───────────┘
export const ROUTE: readonly Station[] = [fetchStation, normalizeStation, publishStation, verifyStation, relinkStation]
