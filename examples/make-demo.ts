// Writes the demo archive and its oracle into a folder (default: beside this file). The same bytes at every run.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeArchive } from './make-demo/archive.ts'

const NAME = 'qingshi-health'

const HOW_TO_READ = [
  'files: every file in which the post occurs. aliases: other keys that some file gives it (keys made from file names are not listed). published: null = unknown, and must stay so.',
  'page none: only a list names the post, its page was never exported.',
  'title: as the platform gives it, before the mapping strips anything; null = the post has none, or it cannot be known.',
  'hold and warn: exactly these findings of that level. info: at least these. maybe: these may be there or not;',
  'one of level hold makes a verified post wait (normalized).',
  'Findings are foretold for verified and normalized posts only; covers are never stored and hold nothing up.',
  'failure: any one of these codes when state is held. column: null = not decided by a rule, or not needed.',
]

export async function makeDemo(folder: string): Promise<void> {
  const { files, posts, leftovers } = await makeArchive()
  await rm(join(folder, NAME), { recursive: true, force: true })
  for (const [path, bytes] of files) {
    const target = join(folder, NAME, path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, bytes)
  }
  const oracle = { job: 'demo', how: HOW_TO_READ, total: posts.length, posts, leftovers }
  await writeFile(join(folder, `${NAME}.expected.json`), `${JSON.stringify(oracle, null, 1)}\n`)
}

if (import.meta.main) await makeDemo(process.argv[2] ?? import.meta.dirname)
