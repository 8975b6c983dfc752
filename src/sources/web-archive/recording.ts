// What is known of how a page was recorded (when, whole or cut, whether its digests fit) → a row of its capture, and back. Never a header's value.
import type { Material, Part } from '../../domain/archive.ts'
import type { Remark } from '../../domain/page.ts'
import { both } from '../../domain/words.ts'
import type { Capture } from './capture.ts'

export interface Recording {
  /** ISO 8601, UTC; null when not recorded. */
  readonly capturedAt: string | null
  readonly cut: boolean
  readonly digest: Capture['digest']
  /** How often the archive has this address. */
  readonly captures: number
}

const RECORDING = 'recording:'

export function recordingPart(name: string, { capturedAt, cut, digest }: Capture, captures: number): Part {
  const recording: Recording = { capturedAt, cut, digest, captures }
  return { role: 'row', name: `${RECORDING}${name}`, bytes: Buffer.from(JSON.stringify(recording)) }
}

const NOTHING: Recording = { capturedAt: null, cut: false, digest: 'none', captures: 1 }

export function recordingOf({ parts }: Material): Recording {
  const bytes = parts.find((part) => part.role === 'row' && part.name.startsWith(RECORDING))?.bytes ?? null
  if (bytes === null) return NOTHING
  try {
    const said = JSON.parse(Buffer.from(bytes).toString()) as Partial<Recording> | null
    return {
      capturedAt: typeof said?.capturedAt === 'string' ? said.capturedAt : null,
      cut: said?.cut === true,
      digest: said?.digest === 'differs' || said?.digest === 'fits' ? said.digest : 'none',
      captures: typeof said?.captures === 'number' ? said.captures : 1,
    }
  } catch {
    return NOTHING
  }
}

export function recordingRemarks({ cut, digest, captures }: Recording): readonly Remark[] {
  const remarks: Remark[] = []
  if (digest === 'differs')
    remarks.push({ code: 'digest-differs', about: both('网页归档自带的摘要', 'the digest that the web archive itself carries') })
  if (cut) remarks.push({ code: 'file-truncated', about: both('网页归档中的记录', 'the record in the web archive') })
  if (captures > 1)
    remarks.push({
      code: 'duplicate-copy',
      about: both(`同一地址 ${captures} 次采集,取最近完好的一次`, `${captures} captures of one address, the latest good one is taken`),
    })
  return remarks
}
