// Reading single options: numbers, days, people. A wrong one is a Failure `usage` that says what would be right.
import { userInfo } from 'node:os'
import { misuse, textOption } from './command.ts'
import type { Options } from './command.ts'

export function countOption(options: Options, name: string): number | undefined {
  const text = textOption(options, name)
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw misuse(`--${name} 须为从 1 起的整数,不能是“${text}”`, `--${name} must be a whole number from 1, not "${text}"`)
  return Number(text)
}

export function portOption(options: Options, name: string, other: number): number {
  const text = textOption(options, name) ?? String(other)
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw misuse(`--${name} 须为 0 到 65535 的整数,不能是“${text}”`, `--${name} must be a number from 0 to 65535, not "${text}"`)
  return Number(text)
}

export function dayOption(options: Options, name: string): string | undefined {
  const text = textOption(options, name)
  if (text === undefined) return undefined
  if (!isDay(text))
    throw misuse(`--${name} 须为存在的日期,如 2026-11-30,不能是“${text}”`, `--${name} must be a real day like 2026-11-30, not "${text}"`)
  return text
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

/** `2023-09-14 18:02`, `2023-09-14 18:02:33` or `2023-09-14`, in Asia/Shanghai → ISO 8601. */
export function timeOption(options: Options, name: string): string | undefined {
  const text = textOption(options, name)
  if (text === undefined) return undefined
  const [, day = '', time = '00:00', seconds = ':00'] = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(:\d{2})?)?$/.exec(text) ?? []
  const iso = `${day}T${time}${seconds}+08:00`
  const at = new Date(iso)
  if (!isDay(day) || Number.isNaN(at.getTime()) || at.getTime() > Date.now()) {
    throw misuse(
      `--${name} 须为过去的时间,如 "2023-09-14 18:02"(北京时间),不能是“${text}”`,
      `--${name} must be a past time like "2023-09-14 18:02" (Asia/Shanghai), not "${text}"`,
    )
  }
  return iso
}

/** Who acts: `--by`, else the system user. */
export function personOf(options: Options): string {
  const by = textOption(options, 'by')?.trim()
  return by === undefined || by === '' ? systemUser() : by
}

function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown' // a user id without a name, as in a container
  }
}

/** Who decides: must be said, and stands in the audit log. */
export function deciderOf(options: Options): string {
  const by = textOption(options, 'by')?.trim()
  if (by === undefined || by === '') throw misuse('--by 须写明作决定的人', '--by must name the person who decides')
  return by
}

export function reasonOf(options: Options): string {
  const reason = textOption(options, 'reason')?.trim()
  if (reason === undefined || reason.length < 2)
    throw misuse('--reason 须写明理由(至少两个字)', '--reason must say why (two characters at least)')
  return reason
}
