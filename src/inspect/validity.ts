// Finds what says that a document, or the post itself, is no longer or only for a time in force (R14): repealed, void, amended, on trial.
import { type Hit, type Inspector, hits } from './inspector.ts'

const SAYS =
  /(?:(?:自|从)?(?:本|此|该|上述|前述|原)?(?:《[^《》\n]{2,80}》)?(?:[（(〔][^）)〕\n]{2,40}[）)〕])?(?:自[^。\n]{2,30}(?:起|之日起))?(?:同时|即行|相应|予以|宣布|自行|现已|已经|已)(?:废止|失效|作废|停止执行))|(?:有效期(?:限)?(?:为|至|到|自)?[^。\n]{1,40})|(?:试行(?:期)?(?:为)?(?:一|二|两|三|四|五|\d{1,2})年)|(?:本(?:公告|公示|通知|通告)(?:有效期|公示期)[^。\n]{1,40})/g
const MAY = /废止|失效|作废|停止执行|有效期|试行|公示期/

export const validity: Inspector = {
  name: 'validity',
  inspect: (looked) => hits(looked, { code: 'validity-stated', seek: (text) => (MAY.test(text) ? seek(text) : []) }),
}

/** Words of a rule, no person's: they are shown as they stand, cut to what fits a line. */
function* seek(text: string): Generator<Hit> {
  for (const match of text.matchAll(SAYS))
    yield { start: match.index, end: match.index + match[0].length, about: match[0].replaceAll(/\s+/g, ' ').slice(0, 60) }
}
