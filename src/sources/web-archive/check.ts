// The lines of `guiji check` about what a web archive holds. Never throws for what a person can mend.
import type { Check } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both, numberText } from '../../domain/words.ts'
import { isGood } from './capture-index.ts'
import type { LazyWebArchive, WebArchive } from './web-archive.ts'
import { checkWacz } from './wacz.ts'

export async function checkCaptures(lazy: LazyWebArchive): Promise<readonly Check[]> {
  try {
    const archive = await lazy.opened()
    return [capturesLine(archive), ...damageLines(archive), ...(await checkWacz(archive.archive))]
  } catch (failure) {
    if (failure instanceof Failure) return [{ what: 'captures', ok: false, detail: failure.message }]
    return [{ what: 'captures', ok: false, detail: both('无法读取(权限或损坏)', 'they cannot be read (permission or damage)') }]
  }
}

function capturesLine({ index }: WebArchive): Check {
  let [pages, others] = [0, 0]
  for (let n = 0; n < index.count(); n += 1) {
    if (index.group(n) !== n) continue
    const best = index.entry(index.best(n))
    if (isGood(best) && best.html) pages += 1
    else if (isGood(best)) others += 1
  }
  const [zh, en] = [numberText(pages), numberText(others)]
  const detail = both(
    `${zh} 个网页、${en} 个其他文件(按地址计),共 ${numberText(index.count())} 次采集`,
    `${zh} pages and ${en} other things by address, from ${numberText(index.count())} captures`,
  )
  return { what: 'captures', ok: pages > 0, detail }
}

const MOST_TOLD = 20

/** A damaged place costs the records in it, not the archive: it is told, and the rest is read. */
function damageLines({ counts }: WebArchive): readonly Check[] {
  return [...counts]
    .filter(([, of]) => of.has('damaged places'))
    .slice(0, MOST_TOLD)
    .map(([what, of]) => {
      const number = numberText(of.get('damaged places') ?? 0)
      return { what, ok: true, detail: both(`${number} 处损坏,其余已读取`, `${number} damaged places; the rest is read`) }
    })
}
