// What can be known of a CMS before anything is sent, each as one clear sentence: address, log-in, rights, columns, read-only sites.
import type { Check } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both, half } from '../../domain/words.ts'
import type { CmsRoom } from './cms-room.ts'
import { plainText, valueAt } from './json-path.ts'

export async function checkCms(room: CmsRoom): Promise<Check[]> {
  const open = room.options.url.startsWith('https:') ? '' : both('(警告:未加密的 http)', ' (warning: http, not encrypted)')
  const checks: Check[] = [
    { what: 'preset', ok: true, detail: both(room.preset.title + half('zh', open), room.preset.title + half('en', open)) },
  ]
  for (const { what, steps, fails } of room.preset.check) {
    const check = await asked(what, { fails }, async () => {
      const told = await room.asker.run(steps, {})
      if (told.kind !== 'done') throw new Failure('target-refused', fails)
      return both('正常', 'all right')
    })
    checks.push(check)
    // without a log-in every further question would only say so again
    if (!check.ok && what === 'login') return checks
  }
  return [...checks, ...(await columnChecks(room))]
}

async function columnChecks(room: CmsRoom): Promise<Check[]> {
  const { columns } = room.kit
  const missing = columns.filter((column) => room.options.columns[column.id] === undefined)
  const unnamed = missing.map((column) => ({
    what: 'columns',
    ok: false,
    detail: both(
      `任务没有写明栏目“${column.name}”(${column.id})对应的频道: target.columns.${column.id}`,
      `the job names no channel for the column "${column.name}": target.columns.${column.id}`,
    ),
  }))
  const { columnCheck } = room.preset
  if (columnCheck === undefined) {
    const detail = both(
      `${columns.length - missing.length} 个;该系统无法事先核对`,
      `${columns.length - missing.length}; this CMS cannot be asked beforehand`,
    )
    return missing.length > 0 ? unnamed : [{ what: 'columns', ok: true, detail }]
  }
  const found: Check[] = []
  for (const column of columns) {
    const channel = room.options.columns[column.id]
    if (channel === undefined) continue
    const fails = both(`站点没有频道 ${channel}(栏目“${column.name}”)`, `the site has no channel ${channel} (column "${column.name}")`)
    found.push(
      await asked('columns', { fails }, async () => {
        const told = await room.asker.run(columnCheck.steps, { column: { id: String(channel), name: column.name, key: column.id } })
        if (told.kind !== 'done') throw new Failure('target-refused', fails)
        const name = columnCheck.name === undefined ? null : plainText(valueAt(told.data, columnCheck.name))
        return name === null ? `${column.name} → ${channel}` : `${column.name} → ${channel} ${name}`
      }),
    )
  }
  return [...unnamed, ...found]
}

async function asked(what: string, { fails }: { fails: string }, work: () => Promise<string>): Promise<Check> {
  try {
    return { what, ok: true, detail: await work() }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { what, ok: false, detail: sentence(what, error, fails) }
  }
}

/** The log-in and the network speak for themselves; whatever else fails is what this question was about. */
function sentence(what: string, error: Failure, fails: string): string {
  if (error.code === 'target-denied' && what === 'login')
    return withMore(both(`登录被拒绝: ${half('zh', fails)}`, `the log-in is denied: ${half('en', fails)}`), error.message)
  if (ofNetwork(error) || error.code === 'target-busy' || error.code === 'settings-invalid') return error.message
  return error.message === fails ? fails : withMore(fails, error.message)
}

/** Whether no answer came at all, rather than a wrong one. */
function ofNetwork(error: unknown): boolean {
  return error instanceof Failure && (error.code.startsWith('net-') || ofNetwork(error.cause))
}

function withMore(first: string, more: string): string {
  return both(`${half('zh', first)}(${half('zh', more)})`, `${half('en', first)} (${half('en', more)})`)
}
