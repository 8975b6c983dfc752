// What the answers of an app are to the rest of this source, be they files or pages of an API. Shapes only.
import type { MediaNeed } from '../page-media.ts'
import type { Index } from './discover.ts'
import type { Sheet } from './sheets.ts'

export interface Shelf {
  /** Reads every answer once. Throws Failure where it must not go on. */
  survey(): Promise<Index>
  /** The answers that are JSON one after the other, for `check`: no more of them are read than are asked for. */
  first(): AsyncIterable<Sheet>
  /** One answer again, by its name in a ref. */
  readonly sheet: (name: string) => Promise<Sheet>
  /** The name of the answer that has this key now; null when none has. */
  readonly elsewhere: (key: string) => Promise<string | null>
  /** The shelf's own copy of a picture or file. */
  readonly local: (need: MediaNeed, near: string) => Promise<Uint8Array | null>
}
