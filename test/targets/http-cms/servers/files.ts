// The files of a stand-in: kept by address and given out to anybody, as every CMS does it with published files.
import type { Answer } from './cms-server.ts'

export interface Files {
  readonly put: (path: string, file: { readonly bytes: Buffer; readonly type: string }) => string
  readonly has: (path: string) => boolean
  /** Null for an address that is none of a file. */
  readonly answer: (path: string) => Answer | null
}

export function openFiles(): Files {
  const files = new Map<string, { readonly bytes: Buffer; readonly type: string }>()
  return {
    put: (path, file) => {
      files.set(path, file)
      return path
    },
    has: (path) => files.has(path),
    answer: (path) => {
      const file = files.get(path)
      return file === undefined ? null : { body: file.bytes, headers: { 'content-type': file.type } }
    },
  }
}
