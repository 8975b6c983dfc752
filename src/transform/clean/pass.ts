// The state of one cleaning pass, shared by what reads the tags and what writes the elements; and the one change both make to it.
import type { Mark, Note } from '../step.ts'
import type { Census } from './census.ts'
import type { Embed } from './embeds.ts'

/** Something left out with its contents; a null rule means that no reader ever saw it. */
export interface Hole {
  readonly rule: string | null
  /** Height of the stack where it began. */
  readonly at: number
  readonly from: number
  readonly counts: Census['counts']
  /** The film or sound itself, which stays; null where the element goes with what is in it. */
  readonly shown: Embed | null
}

/** The state of one pass. */
export interface Pass {
  html: string
  readonly marks: Set<Mark>
  readonly ids: Set<string>
  readonly targets: Set<string>
  /** Attributes that the mapping's selectors need; they never reach the output. */
  readonly keep: ReadonlySet<string> | null
  readonly sizes: number[]
  readonly closers: string[]
  readonly census: Census
  readonly note: Note
  depth: number
  /** Open bold elements. */
  bold: number
  /** Open headings. */
  headings: number
  nodes: number
  over: string | null
  stop: boolean
  hole: Hole | null
  // The tag being read is judged when the next event comes, so that no attribute object is built for what nobody reads.
  pending: string | null
  attributes: Record<string, string> | null
  attributeCount: number
}

/** Is this what closes a heading? */
export function closesHeading(closer: string): boolean {
  return closer.length > 4 && closer.charAt(closer.length - 3) === 'h' && /<\/h[2-6]>$/.test(closer)
}

/** Leaves out the element being judged, with its contents. */
export function leaveOut(pass: Pass, rule: string | null, shown: Embed | null = null): string {
  pass.hole = { rule, at: pass.closers.length, from: pass.census.length(), counts: pass.census.counts, shown }
  return ''
}
