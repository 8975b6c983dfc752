// Writes the example of the source `wechat-pages` into a folder (default: beside this file). The same bytes at every run.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeFiles } from './make-wechat-pages/archive.ts'

const NAME = 'wechat-pages'

export async function makeWechatPages(folder: string): Promise<void> {
  await rm(join(folder, NAME), { recursive: true, force: true })
  for (const [path, bytes] of makeFiles()) {
    const target = join(folder, NAME, path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, bytes)
  }
}

if (import.meta.main) await makeWechatPages(process.argv[2] ?? import.meta.dirname)
