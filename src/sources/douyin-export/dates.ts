// The time of a row → a date: seconds or milliseconds since 1970, or Beijing time as text. Unknown stays unknown.
import type { Dated } from '../../domain/page.ts'
import { firstKnown, fromEpoch, fromText } from '../text/dates.ts'
import type { VideoRow } from './row.ts'

export function dateOf({ time, from }: Pick<VideoRow, 'time' | 'from'>): Dated {
  const provenance = from === 'api' ? 'api' : 'list'
  // some tools write the time of day as in names of files: 2024-05-08 09.30.00
  const text = time
    ?.replace(/^(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)[ T_]+(\d{1,2})[.-](\d{2})$/, '$1 $2:$3')
    .replace(/^(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)[ T_]+(\d{1,2})[.-](\d{2})[.-](\d{2})$/, '$1 $2:$3:$4')
  return firstKnown(fromEpoch(time, provenance), fromText(text, provenance))
}
