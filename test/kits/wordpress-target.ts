// The target `wordpress` opened on a test's own WordPress, with the real sender and guiji's own way of holding secrets.
import type { Column } from '../../src/domain/article.ts'
import { openSender } from '../../src/net/send.ts'
import { wordpress } from '../../src/targets/wordpress/index.ts'
import { wordpressOptions } from '../../src/targets/wordpress/options.ts'
import type { Target, TargetKit } from '../../src/targets/target.ts'
import type { Role, TestWordpress } from './wordpress.ts'

export interface Opening {
  readonly role?: Role
  /** Instead of the role's own. */
  readonly password?: string
  readonly concurrency?: number
  readonly columns?: readonly Column[]
  /** Parts of the job's `target`. */
  readonly options?: Readonly<Record<string, unknown>>
}

export async function openTarget(site: TestWordpress, kit: TargetKit, opening: Opening = {}): Promise<Target> {
  const { user, password } = site.users[opening.role ?? 'editor']
  const options = wordpressOptions.parse({
    kind: 'wordpress',
    url: site.url,
    user,
    password: { env: 'GUIJI_SECRET_WORDPRESS' },
    ...opening.options,
  })
  const sender = openSender({ hosts: wordpress.hosts(options), perHost: opening.concurrency ?? 8 })
  const target = await wordpress.open(options, { ...kit, send: sender.send, secret: () => opening.password ?? password })
  return {
    ...target,
    close: async () => {
      await target.close()
      await sender.close()
    },
  }
}
