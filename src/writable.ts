// Whether a folder can be written, or made where it is named, found out without writing anything. Throws Failure with the place that is in the way.
import { accessSync, constants, statSync, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Failure } from './domain/failures.ts'
import type { FailureCode } from './domain/failures.ts'
import { both } from './domain/words.ts'

/** Linux's proc and sysfs: they take no folder, and a recursive mkdir in them never ends. */
const NO_DISKS = new Set([0x9f_a0, 0x62_65_65_72])

/** Failure `data-folder-unusable`, or the code that is given. */
export function mustBeWritable(folder: string, code: FailureCode = 'data-folder-unusable'): void {
  const place = nearest(resolve(folder))
  if (!statSync(place).isDirectory())
    throw new Failure(code, both(`无法使用目录 ${folder}:${place} 是文件`, `the folder ${folder} cannot be used: ${place} is a file`))
  try {
    accessSync(place, constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new Failure(
      code,
      both(`无法使用目录 ${folder}:${place} 不可写`, `the folder ${folder} cannot be used: ${place} is not writable`),
      { cause },
    )
  }
  if (NO_DISKS.has(statfsSync(place).type))
    throw new Failure(code, both(`无法使用目录 ${folder}:${place} 不是磁盘`, `the folder ${folder} cannot be used: ${place} is no disk`))
}

/** The folder itself, or the last one above it that exists. */
function nearest(place: string): string {
  for (let at = place; ; at = dirname(at)) {
    try {
      if (statSync(at, { throwIfNoEntry: false }) !== undefined || at === dirname(at)) return at
    } catch {
      // a path through a file: look above it
    }
  }
}
