// The circuit breaker of a target, over all workers: after some failures in a row it rests, longer each time, and nobody asks it meanwhile.
import type { Sql } from './sql.ts'

/** So many failures in a row are an outage; fewer are bad luck. */
const PATIENCE = 5
/** Many requests that fail together are one failure. */
const TOGETHER_MS = 500
const LONGEST_MS = 5 * 60_000

export function openRest(sql: Sql) {
  // what this process knows to be failing: only then is an answer worth a statement
  const failing = new Set<string>()
  return {
    /** The target did not answer, or asked us to wait. */
    async failed(target: string, retryAfterMs: number | undefined): Promise<void> {
      failing.add(target)
      await sql.query(
        `insert into target_rest as r (target, failures, failed_at, until)
         values ($1, 1, clock_timestamp(), clock_timestamp() + $2 * interval '1 millisecond')
         on conflict (target) do update set
           failures = r.failures + case when r.failed_at + $5 * interval '1 millisecond' > clock_timestamp() then 0 else 1 end,
           failed_at = case when r.failed_at + $5 * interval '1 millisecond' > clock_timestamp() then r.failed_at else clock_timestamp() end,
           until = greatest(r.until, clock_timestamp() + greatest($2,
             case when r.failures + 1 < $3 then 0 else least($4, 1000 * power(2, least(r.failures + 1 - $3, 20))) end) * interval '1 millisecond')`,
        [target, retryAfterMs ?? 0, PATIENCE, LONGEST_MS, TOGETHER_MS],
        'rest_failed',
      )
    },
    /** A claim said that the target failed lately, perhaps in another process. */
    heardOf(target: string): void {
      failing.add(target)
    },
    /** It answers: the next failure is the first again. */
    async answered(target: string): Promise<void> {
      if (!failing.delete(target)) return
      await sql.query(
        'update target_rest set failures = 0, until = clock_timestamp() where target = $1 and failures > 0',
        [target],
        'rest_answered',
      )
    },
  }
}
