// The part of the publication protocol that a target's kit needs: what is uploaded and which entry a key has is remembered, as the ledger
// does it, and drafts come first where there are drafts. So the kit's plain `put` meets a target as the stations do.
import type { Article, Published } from '../../../src/domain/article.ts'
import { Failure } from '../../../src/domain/failures.ts'
import { openSender } from '../../../src/net/send.ts'
import { httpCms } from '../../../src/targets/http-cms/index.ts'
import { httpCmsOptions } from '../../../src/targets/http-cms/options.ts'
import type { Target, TargetKit, Uploaded } from '../../../src/targets/target.ts'
import type { FakeCms } from './servers/cms-server.ts'

/** Opens the target with a real client. */
export async function openTarget(cms: FakeCms, kit: TargetKit, change: Readonly<Record<string, unknown>> = {}): Promise<Target> {
  const options = httpCmsOptions.parse({ kind: 'http-cms', ...cms.options, ...change })
  const sender = openSender({ hosts: httpCms.hosts(options), perHost: 8 })
  const secret: TargetKit['secret'] = (ref) => cms.secrets[ref.env ?? ''] ?? ''
  const target = await httpCms.open(options, { ...kit, send: sender.send, secret })
  return {
    ...target,
    close: async () => {
      await target.close()
      await sender.close()
    },
  }
}

export function remembering(target: Target): Target {
  const media = new Map<string, Uploaded>()
  const entries = new Map<string, string>()
  const going = new Map<string, Promise<Published>>()
  const enter = async (article: Article, key: string): Promise<Published> => {
    const known = entries.get(key) ?? null
    const remoteId = known ?? (target.can.stages ? await target.stage(article, key, { remoteId: null, media }) : null)
    const put = await target.put(article, key, { remoteId, media })
    entries.set(key, put.remoteId)
    return put
  }
  return {
    ...target,
    async upload(asset) {
      const known = media.get(asset.digest) ?? (await target.upload(asset))
      media.set(asset.digest, known)
      return known
    },
    // the lease: one worker at a time has a key, unless the CMS itself refuses twins
    async put(article, key) {
      if (target.can.uniqueEnforced) return await patiently(() => enter(article, key))
      const turn = (going.get(key) ?? Promise.resolve()).then(async () => await enter(article, key))
      going.set(key, turn)
      return await turn
    },
    async withdraw(published, reason) {
      await target.withdraw(published, reason)
      for (const [key, id] of entries) if (id === published.remoteId && (await gone(target, published))) entries.delete(key)
    },
  }
}

/** As the line does it: what was not done is tried again, and where keys are unique what may have been done is, too. */
const AGAIN: readonly string[] = ['target-busy', 'target-unknown-outcome']

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let n = 0; ; n += 1) {
    try {
      return await work()
    } catch (error) {
      if (n > 50 || !(error instanceof Failure) || !AGAIN.includes(error.code)) throw error
      await new Promise((resume) => setTimeout(resume, 5))
    }
  }
}

async function gone(target: Target, published: Published): Promise<boolean> {
  return (await target.read(published)).status === 404
}
