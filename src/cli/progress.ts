// Live progress on stderr: one line per station with a bar on a terminal, redrawn in place; one plain line now and then in a log.
import { STATES } from '../domain/states.ts'
import type { State } from '../domain/states.ts'
import { aboutText, numberText, say, sizeText } from '../domain/words.ts'
import type { Lang } from '../domain/words.ts'
import { cut, pad } from '../domain/width.ts'
import type { Progress } from '../line/run-job.ts'
import type { StationName } from '../line/ticket.ts'
import type { Received } from '../net/receiving.ts'

/** Each station with the states it takes posts from; a post held in one of them is held there. */
const ROWS: readonly { readonly zh: string; readonly en: string; readonly from: readonly State[]; readonly station: StationName }[] = [
  { zh: '取回', en: 'fetch', from: ['discovered'], station: 'fetch' },
  { zh: '整理', en: 'normalize', from: ['fetched', 'normalized', 'returned'], station: 'normalize' },
  { zh: '发布', en: 'publish', from: ['approved'], station: 'publish' },
  { zh: '核验', en: 'verify', from: ['published', 'verified'], station: 'verify' },
]
/** How many stations lie behind a state. What left the way for good went as far as normalizing. */
const BEHIND: Readonly<Record<Exclude<State, 'held'>, number>> = {
  discovered: 0,
  fetched: 1,
  normalized: 2,
  returned: 2,
  approved: 2,
  archived: 2,
  excluded: 2,
  gone: 2,
  published: 3,
  verified: 4,
  withdrawn: 4,
}
/** These go on by themselves; the others never reach the next station unless a person lets them. */
const TRAVELS: readonly State[] = ['discovered', 'fetched', 'approved', 'published', 'verified', 'withdrawn']
const LOG_EVERY_MS = 5000
/** The speed is that of the last seconds, not of the whole run. */
const SPEED_MS = 15_000

export interface Show {
  (progress: Progress): void
  /** A line above the picture. */
  readonly note: (line: string) => void
  /** Leaves the last picture standing. */
  end(): void
}

interface How {
  readonly lang: Lang
  readonly quiet: boolean
  /** Large answers on their way in this process. */
  readonly receiving: () => readonly Received[]
}

export function openProgress(out: NodeJS.WriteStream, { lang, quiet, receiving }: How): Show {
  const live = out.isTTY && process.env['TERM'] !== 'dumb' && !quiet
  const speed = speedometer()
  let lines = 0
  let loggedAt = performance.now()
  // the terminal may have shown a pressed key: back to the first column too
  const up = () => (lines === 0 ? '' : `\r\u001B[${lines}A`)
  const show = (progress: Progress) => {
    const perSecond = speed(progress)
    if (live) {
      const columns = Math.max(40, out.columns || 80)
      const picture = [...pictureOf(progress, lang, { columns, perSecond }), ...largeOnes(receiving(), lang)].map(
        (line) => `${cut(line, columns - 1)}\u001B[K`,
      )
      out.write(`${up()}${picture.join('\n')}\n`)
      lines = picture.length
    } else if (!quiet && performance.now() - loggedAt >= LOG_EVERY_MS) {
      loggedAt = performance.now()
      out.write(`${[totalsOf(progress, lang, perSecond), ...largeOnes(receiving(), lang)].join('\n')}\n`)
    }
  }
  const note = (line: string) => {
    out.write(live && lines > 0 ? `${up()}\u001B[J${line}\n` : `${line}\n`)
    lines = 0
  }
  return Object.assign(show, {
    note,
    end: () => {
      lines = 0
    },
  })
}

function speedometer(): (progress: Progress) => number {
  const seen: { at: number; settled: number }[] = []
  return (progress) => {
    const now = { at: performance.now(), settled: settledOf(progress) }
    seen.push(now)
    while ((seen[1]?.at ?? now.at) < now.at - SPEED_MS) seen.shift()
    const first = seen[0] ?? now
    return now.at - first.at < 300 ? 0 : Math.max(0, ((now.settled - first.settled) / (now.at - first.at)) * 1000)
  }
}

function pictureOf(progress: Progress, lang: Lang, how: { columns: number; perSecond: number }): string[] {
  const wide = how.columns >= 100
  const bar = wide ? 28 : 12
  const rows = ROWS.map((row, at) => {
    const { ready, running, later, done, held, comes } = stationOf(progress, at)
    const filled = comes === 0 ? 0 : Math.floor((done / comes) * bar)
    return [
      ` ${pad(say(lang, row), lang === 'zh' ? 4 : 9)} ${'▓'.repeat(filled)}${'░'.repeat(bar - filled)}`,
      `${say(lang, { zh: '等待', en: 'waiting' })}${count(wide ? ready : ready + later)}`,
      `${say(lang, { zh: '进行', en: 'running' })}${count(running, 4)}`,
      `${say(lang, { zh: '完成', en: 'done' })}${count(done)}`,
      `${say(lang, { zh: '待处理', en: 'held' })}${count(held, 5)}`,
      wide && later > 0 ? `${say(lang, { zh: '稍后', en: 'later' })}${count(later, 5)}` : '',
    ]
      .filter((part) => part !== '')
      .join('  ')
  })
  return [...rows, ` ${totalsOf(progress, lang, how.perSecond)}`]
}

/** `comes`: posts that this station has done, has before it, or will get if nobody does anything more. */
function stationOf(progress: Progress, at: number) {
  const from = ROWS[at]?.from ?? []
  const here = progress.states.filter((one) => one.state === from[0])
  const of = (key: 'ready' | 'running' | 'later') => here.reduce((all, one) => all + one[key], 0)
  const heldFrom = progress.states.find((one) => one.state === 'held')?.heldFrom ?? {}
  const heldIn = (states: readonly State[]) => states.reduce((all, state) => all + (heldFrom[state] ?? 0), 0)
  const passed = (state: State) => state !== 'held' && BEHIND[state] > at && (at < 2 || BEHIND[state] > 2)
  const heldAfter = heldIn(ROWS.slice(at + 1).flatMap((row) => row.from))
  const done = sum(progress, passed) + heldAfter
  // a ticket in the queue is still waiting; only what a worker has taken is running
  const running = Math.min(of('running'), progress.inHand[ROWS[at]?.station ?? 'fetch'] ?? 0)
  const coming = sum(progress, (state) => state !== 'held' && BEHIND[state] <= at && TRAVELS.includes(state))
  return {
    ready: of('ready') + of('running') - running,
    running,
    later: of('later'),
    done,
    held: heldIn(from),
    comes: done + coming + heldIn(ROWS.slice(0, at + 1).flatMap((row) => row.from)),
  }
}

function count(n: number, columns = 7): string {
  return ` ${numberText(n)}`.padStart(columns)
}

function sum(progress: Progress, test: (state: State) => boolean): number {
  return progress.states.filter((one) => test(one.state)).reduce((all, one) => all + one.n, 0)
}

function settledOf(progress: Progress): number {
  return sum(progress, (state) => STATES[state].ends || STATES[state].waits)
}

/** A file that takes minutes says how far it is. */
function largeOnes(under: readonly Received[], lang: Lang): string[] {
  return under.slice(0, 3).map(({ host, received, whole }) => {
    const far = whole === null ? sizeText(received) : `${sizeText(received)} / ${sizeText(whole)}`
    return say(lang, { zh: ` 下载 ${host} ${far}`, en: ` download ${host} ${far}` })
  })
}

/** Every post in one of four places: on its way, settled, at the review desk, held. */
function totalsOf(progress: Progress, lang: Lang, perSecond: number): string {
  const total = sum(progress, () => true)
  const [held, review] = [
    sum(progress, (state) => state === 'held'),
    sum(progress, (state) => state === 'normalized' || state === 'returned'),
  ]
  const open = total - settledOf(progress)
  const left = open === 0 || perSecond === 0 || progress.discovering ? '—' : aboutText(lang, (open / perSecond) * 1000)
  const more = progress.discovering ? '…' : ''
  const n = numberText
  return say(lang, {
    zh: `登记 ${n(total)}${more} · 在途 ${n(open)} · 待审 ${n(review)} · 待处理 ${n(held)} · ${perSecond.toFixed(1)} 篇/秒 · 剩余 ${left}`,
    en: `${n(total)}${more} posts · ${n(open)} on the way · ${n(review)} to review · ${n(held)} held · ${perSecond.toFixed(1)}/s · left ${left}`,
  })
}
