// What all operations of one opened CMS share.
import type { SiteFile } from '../site-file.ts'
import type { TargetKit } from '../target.ts'
import type { Asker } from './ask.ts'
import type { Batches } from './batches.ts'
import type { Own } from './entry-html.ts'
import type { HttpCmsOptions } from './options.ts'
import type { Preset } from './preset.ts'
import type { Reader } from './read-back.ts'
import type { Scope } from './template.ts'

export interface CmsRoom {
  readonly preset: Preset
  readonly options: HttpCmsOptions
  readonly kit: TargetKit
  readonly asker: Asker
  readonly reader: Reader
  readonly batches: Batches
  readonly own: Own
  /** A file as readers get it; a text is what is wrong with it for good. */
  readonly fileAt: (url: string) => Promise<SiteFile | string>
  /** Values that hold in every request. */
  readonly scope: Scope
}
