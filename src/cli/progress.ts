// Live progress on stderr: one line per station with a bar on a terminal, one plain line now and then in a log.
import { STATES } from '../domain/states.ts'
import type { State } from '../domain/states.ts'
import { aboutText, numberText, say } from '../domain/words.ts'
import type { Lang } from '../domain/words.ts'
import { pad } from '../domain/width.ts'
import type { Progress } from '../line/run-job.ts'

/** Each station with the state it empties; what lies behind it is what it has done. */
const ROWS: readonly { readonly zh: string; readonly en: string; readonly from: readonly State[] }[] = [
  { zh: '取回', en: 'fetch', from: ['discovered'] },
  { zh: '整理', en: 'normalize', from: ['fetched'] },
  { zh: '发布', en: 'publish', from: ['approved'] },
  { zh: '核验', en: 'verify', from: ['published'] },
]
/** How far along a state is: an item past a station counts as done there. */
const PLACE: Readonly<Record<State, number>> = {
  discovered: 0, fetched: 1, normalized: 2, returned: 2, approved: 2, held: 2, archived: 2, excluded: 2, gone: 2, published: 3, verified: 4, withdrawn: 4,
}
const BAR = 20
const LOG_EVERY_MS = 5000

export interface Show {
  (progress: Progress): void
  /** Leaves the last picture standing. */
  end(): void
}

export function openProgress(out: NodeJS.WriteStream, lang: Lang): Show {
  const live = out.isTTY && process.env['TERM'] !== 'dumb'
  let lines = 0
  let lastAt = 0
  const show = (progress: Progress) => {
    if (live) {
      const picture = pictureOf(progress, lang)
      out.write(`${lines === 0 ? '' : `\u001B[${lines}A`}\u001B[J${picture.join('\n')}\n`)
      lines = picture.length
    } else if (performance.now() - lastAt >= LOG_EVERY_MS) {
      lastAt = performance.now()
      out.write(`${totalsOf(progress, lang)}\n`)
    }
  }
  return Object.assign(show, { end: () => { lines = 0 } })
}

export function pictureOf(progress: Progress, lang: Lang): string[] {
  const total = progress.states.reduce((sum, one) => sum + one.n, 0)
  const rows = ROWS.map((row, at) => {
    const here = progress.states.filter((one) => row.from.includes(one.state))
    const done = progress.states.filter((one) => PLACE[one.state] > at && !(at >= 2 && PLACE[one.state] === 2)).reduce((sum, one) => sum + one.n, 0)
    const sum = (key: 'ready' | 'running' | 'later') => here.reduce((all, one) => all + one[key], 0)
    const filled = total === 0 ? 0 : Math.round((done / total) * BAR)
    return [
      ` ${pad(say(lang, row), 10)} ${'▓'.repeat(filled)}${'░'.repeat(BAR - filled)}`,
      say(lang, { zh: `等待 ${count(sum('ready'))}`, en: `waiting ${count(sum('ready'))}` }),
      say(lang, { zh: `进行 ${count(sum('running'))}`, en: `running ${count(sum('running'))}` }),
      say(lang, { zh: `完成 ${count(done)}`, en: `done ${count(done)}` }),
      sum('later') === 0 ? '' : say(lang, { zh: `稍后 ${count(sum('later'))}`, en: `later ${count(sum('later'))}` }),
    ].join('  ')
  })
  return [...rows, ` ${totalsOf(progress, lang)}`]
}

function count(n: number): string {
  return numberText(n).padStart(6)
}

export function totalsOf(progress: Progress, lang: Lang): string {
  const n = (test: (state: State) => boolean) => progress.states.filter((one) => test(one.state)).reduce((sum, one) => sum + one.n, 0)
  const total = n(() => true)
  const settled = n((state) => STATES[state].ends || STATES[state].waits)
  const rate = progress.seconds === 0 ? 0 : settled / progress.seconds
  const left = rate === 0 || progress.discovering ? '—' : aboutText(lang, ((total - settled) / rate) * 1000)
  const waits = n((state) => STATES[state].waits)
  return say(lang, {
    zh: `登记 ${numberText(total)}${progress.discovering ? '…' : ''}  处理完 ${numberText(settled)}  其中待人工 ${numberText(waits)}  ${rate.toFixed(1)} 篇/秒  剩余 ${left}`,
    en: `${numberText(total)}${progress.discovering ? '…' : ''} posts  ${numberText(settled)} settled  ${numberText(waits)} of them for a person  ${rate.toFixed(1)}/s  left ${left}`,
  })
}
