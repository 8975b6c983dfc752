// How long what a preset sends may wait before it leaves, and from when on a look-up surely sees what came of it. It reads no clock.
import type { AuthSpec } from './auth-schema.ts'
import type { Preset } from './preset.ts'
import type { RequestSpec } from './request-schema.ts'

/** For a batch to fill, a free connection, the bytes of a file; where requests may take less time, no longer than one of them. */
const WAIT_MS = 30_000

/** For the log-in, and for the requests before the last one. */
export function patienceMs(preset: Preset, steps: readonly RequestSpec[]): number {
  return Math.min(WAIT_MS, longest(steps)) + loginMs(preset.auth) + sum(steps.slice(0, -1))
}

/** A new public entry: with others, by itself, or over one that stands already. */
export function creating({ batch, create, find, update }: Preset): readonly RequestSpec[] {
  return create === undefined ? [] : [...(batch?.create ?? []), ...create, ...(find?.steps ?? []), ...update]
}

/** `seconds`: the server's longest run and the lag of its index. */
export function settleMs(preset: Preset, seconds: number): number {
  const { stage = [], update, withdraw = [], upload = [], uploadOf = {} } = preset
  const ways = [stage, update, creating(preset), withdraw, upload, ...Object.values(uploadOf)].filter((steps) => steps.length > 0)
  return Math.max(...ways.map((steps) => patienceMs(preset, steps) + longest(steps))) + seconds * 1000
}

function loginMs(auth: AuthSpec): number {
  return auth.kind === 'tokens' || auth.kind === 'cookie' ? sum(auth.login) : 0
}

function sum(steps: readonly Pick<RequestSpec, 'timeoutSeconds'>[]): number {
  return steps.reduce((all, { timeoutSeconds }) => all + timeoutSeconds * 1000, 0)
}

function longest(steps: readonly RequestSpec[]): number {
  return Math.max(...steps.map(({ timeoutSeconds }) => timeoutSeconds * 1000))
}
