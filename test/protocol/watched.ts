// The seam: every awaited call of a worker to ledger, vault or target goes through one gate, where the scheduler may let others run, stop
// the process for minutes, kill it, or cut its database off. The calls themselves are the real ones.
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { Target } from '../../src/targets/target.ts'

/** Goes before and after one call; `about` = what the call was given. */
export type Gate = <T>(name: string, call: () => Promise<T>, about: readonly unknown[]) => Promise<T>

export function watchedLedger(ledger: Ledger, gate: Gate): Ledger {
  const through =
    <A extends unknown[], R>(name: string, call: (...given: A) => Promise<R>) =>
    (...given: A): Promise<R> =>
      gate(name, () => call(...given), given)
  const { uploads, rest, sql } = ledger
  return {
    ...ledger,
    load: through('load', ledger.load),
    advance: through('advance', ledger.advance),
    noteSent: through('noteSent', ledger.noteSent),
    claim: through('claim', ledger.claim),
    step: through('step', ledger.step),
    linksOf: through('linksOf', ledger.linksOf),
    sentLinksOf: through('sentLinksOf', ledger.sentLinksOf),
    uploads: {
      known: through('uploads.known', uploads.known),
      claim: through('uploads.claim', (...given: Parameters<Ledger['uploads']['claim']>) => uploads.claim(...given)),
      intend: through('uploads.intend', (...given: Parameters<Ledger['uploads']['intend']>) => uploads.intend(...given)),
      enter: through('uploads.enter', (...given: Parameters<Ledger['uploads']['enter']>) => uploads.enter(...given)),
      release: through('uploads.release', (...given: Parameters<Ledger['uploads']['release']>) => uploads.release(...given)),
      forget: through('uploads.forget', (...given: Parameters<Ledger['uploads']['forget']>) => uploads.forget(...given)),
    },
    rest: {
      ...rest,
      failed: through('rest.failed', (...given: Parameters<Ledger['rest']['failed']>) => rest.failed(...given)),
      answered: through('rest.answered', (...given: Parameters<Ledger['rest']['answered']>) => rest.answered(...given)),
    },
    sql: {
      ...sql,
      query: (text, values, name) => gate(name ?? 'query', () => sql.query(text, values, name), []),
      transaction: (work) => gate('transaction', () => sql.transaction(work), []),
    },
  }
}

export function watchedTarget(target: Target, gate: Gate): Target {
  const through =
    <A extends unknown[], R>(name: string, call: (...given: A) => Promise<R>) =>
    (...given: A): Promise<R> =>
      gate(name, () => call(...given), given)
  return {
    ...target,
    find: through('find', (...given: Parameters<Target['find']>) => target.find(...given)),
    upload: through('upload', (...given: Parameters<Target['upload']>) => target.upload(...given)),
    findUpload: through('findUpload', (...given: Parameters<Target['findUpload']>) => target.findUpload(...given)),
    stage: through('stage', (...given: Parameters<Target['stage']>) => target.stage(...given)),
    put: through('put', (...given: Parameters<Target['put']>) => target.put(...given)),
    withdraw: through('withdraw', (...given: Parameters<Target['withdraw']>) => target.withdraw(...given)),
    read: through('read', (...given: Parameters<Target['read']>) => target.read(...given)),
    discard: through('discard', (...given: Parameters<Target['discard']>) => target.discard(...given)),
  }
}
