// The target `http-cms`: any CMS that is spoken to over HTTP, by a preset that says how. It knows no CMS itself.
import type { Target, TargetKind, TargetKit } from '../target.ts'
import { httpCmsOptions, type HttpCmsOptions } from './options.ts'

export const httpCms: TargetKind<HttpCmsOptions> = { name: 'http-cms', options: httpCmsOptions, hosts, open }

function hosts(options: HttpCmsOptions): readonly string[] {
  const addresses = [options.url, options.site, options.mediaBase].filter((one) => one !== undefined).map((one) => hostPort(new URL(one)))
  const others = options.hosts.flatMap((host) => (host.includes(':') ? [host] : [`${host}:443`, `${host}:80`]))
  return [...new Set([...addresses, ...others])]
}

function hostPort(url: URL): string {
  return `${url.hostname}:${url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port}`
}

async function open(options: HttpCmsOptions, kit: TargetKit): Promise<Target> {
  // most commands open no target
  const { openCms } = await import('./open-cms.ts')
  return openCms(options, kit)
}
