// Reading single options: numbers, days, people. A wrong one is a Failure `usage` that says what would be right.
import { userInfo } from 'node:os'
import { Failure } from '../domain/failures.ts'
import { textOption } from './command.ts'
import type { Options } from './command.ts'

export function countOption(options: Options, name: string): number | undefined {
  const text = textOption(options, name)
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Failure('usage', `--${name} must be a whole number from 1, not "${text}"`)
  return Number(text)
}

export function dayOption(options: Options, name: string): string | undefined {
  const text = textOption(options, name)
  if (text === undefined) return undefined
  const day = new Date(`${text}T00:00:00+08:00`)
  const real = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && new Date(day.getTime() + 8 * 3_600_000).toISOString().startsWith(text)
  if (!real) throw new Failure('usage', `--${name} must be a day like 2026-11-30, not "${text}"`)
  return text
}

/** `2023-09-14 18:02`, `2023-09-14 18:02:33` or `2023-09-14`, in Asia/Shanghai → ISO 8601. */
export function timeOption(options: Options, name: string): string | undefined {
  const text = textOption(options, name)
  if (text === undefined) return undefined
  const [, day, time = '00:00', seconds = ':00'] = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(:\d{2})?)?$/.exec(text) ?? []
  const iso = `${day ?? ''}T${time}${seconds}+08:00`
  const at = new Date(iso)
  if (day === undefined || Number.isNaN(at.getTime()) || at.getTime() > Date.now()) {
    throw new Failure('usage', `--${name} must be a past time like "2023-09-14 18:02" (Asia/Shanghai), not "${text}"`)
  }
  return iso
}

/** Who acts: `--by`, else the system user. */
export function personOf(options: Options): string {
  return textOption(options, 'by') ?? userInfo().username
}

/** Who decides: must be said, and stands in the audit log. */
export function deciderOf(options: Options): string {
  const by = textOption(options, 'by')?.trim()
  if (by === undefined || by === '') throw new Failure('usage', '--by must name the person who decides')
  return by
}

export function reasonOf(options: Options): string {
  const reason = textOption(options, 'reason')?.trim()
  if (reason === undefined || reason.length < 2) throw new Failure('usage', '--reason must say why')
  return reason
}
