// The stored parts of a page → the post, with what is to be said of its recording. Pure; never throws.
import type { Material } from '../../domain/archive.ts'
import type { Page, Remark } from '../../domain/page.ts'
import { capturedPages } from '../web-page.ts'
import { emptyPage, readCapture } from './read-capture.ts'
import type { Selectors } from './read-capture.ts'
import { recordingOf, recordingRemarks } from './recording.ts'

export function parseMaterial(material: Material, post: Selectors): Page {
  try {
    const captured = capturedPages(material)[0]
    if (captured === undefined) return emptyPage('unreadable', '归档中没有该页')
    const known = !material.key.startsWith('web-archive:file:')
    const { page } = readCapture({ ...captured, url: known ? captured.url : null }, post)
    const recording = recordingOf(material)
    const weak: readonly Remark[] = known ? [] : [{ code: 'identity-weak' }]
    const captured_at = recording.capturedAt
    return {
      ...page,
      remarks: [...page.remarks, ...recordingRemarks(recording), ...weak],
      facts: { ...page.facts, ...(captured_at === null ? {} : { captured_at }), captures: recording.captures },
    }
  } catch {
    // A page that defeats the reader is a state for a person to look at, not a crash of the line.
    return emptyPage('unreadable', '页面结构异常,无法读取')
  }
}
