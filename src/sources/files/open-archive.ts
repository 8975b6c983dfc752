// A path → the files below it: a folder, a zip, or a single file as an archive of one. Reads nothing of the contents but the first bytes.
import { stat } from 'node:fs/promises'
import type { Check } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both, numberText, sizeText } from '../../domain/words.ts'
import { readHead } from './archive-files.ts'
import type { ArchiveFiles } from './archive-files.ts'
import { openFolder, openSingle } from './folder-files.ts'
import { openZip } from './zip-files.ts'

/** Opens on first use; `again` lets go of what was opened, since it may have been replaced. */
export interface LazyArchive {
  readonly files: () => Promise<ArchiveFiles>
  readonly again: () => Promise<void>
  readonly close: () => Promise<void>
}

export function lazyArchive(place: string, inflatedBytes: number): LazyArchive {
  let opened: Promise<ArchiveFiles> | null = null
  const letGo = async (): Promise<void> => {
    const last = opened
    opened = null
    await last?.then((archive) => archive.close()).catch(() => undefined)
  }
  return {
    files() {
      opened ??= openArchive(place, inflatedBytes)
      // an archive that was not there may be there the next time
      opened.catch(() => (opened = null))
      return opened
    },
    again: letGo,
    close: letGo,
  }
}

/** Throws Failure `source-unreadable`, `file-unreadable`. */
async function openArchive(place: string, inflatedBytes: number): Promise<ArchiveFiles> {
  const found = await stat(place).catch((cause: unknown) => {
    throw new Failure('source-unreadable', both(`没有归档 ${place}`, `there is no archive at ${place}`), { cause })
  })
  if (found.isDirectory()) return openFolder(place)
  const single = openSingle(place)
  if (found.size === 0) return single
  const head = await readHead(single, place.slice(place.lastIndexOf('/') + 1), 512)
  const isZip = head[0] === 0x50 && head[1] === 0x4b && !/\.xlsx$/i.test(place)
  return isZip ? await openZip(place, inflatedBytes) : single
}

/** The lines of `check` for an archive of files; never throws. */
export async function checkArchive(archive: LazyArchive): Promise<readonly Check[]> {
  try {
    const { list, refused } = await (await archive.files()).all()
    const bytes = list.reduce((sum, file) => sum + file.size, 0)
    return [
      {
        what: 'archive',
        ok: list.length > 0,
        detail:
          list.length === 0
            ? both('其中没有文件', 'it holds no file')
            : both(`${numberText(list.length)} 个文件,${sizeText(bytes)}`, `${numberText(list.length)} files, ${sizeText(bytes)}`),
      },
      ...refused.slice(0, 20).map(({ name, why }) => ({ what: name, ok: true, detail: why })),
    ]
  } catch (failure) {
    if (failure instanceof Failure) return [{ what: 'archive', ok: false, detail: failure.message }]
    return [{ what: 'archive', ok: false, detail: both('无法读取(权限或损坏)', 'it cannot be read (permission or damage)') }]
  }
}
