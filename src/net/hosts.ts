// The hosts a job allows: `mp.weixin.qq.com`, `*.qpic.cn` (all below it, not itself), `archive.example:8080`. Without a port, the scheme's own.
// In: such a list and an address. Out: whether it may be asked. Everything not listed is refused.

/** True when the list allows requests to this address. Only http and https, and no address with a name and password in it. */
export function hostAllowed(hosts: readonly string[], address: string | URL): boolean {
  const url = typeof address === 'string' ? parse(address) : address
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return false
  return hosts.some((entry) => fits(entry, url))
}

/** Null for what is no absolute address. */
export function parse(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null
}

function fits(entry: string, url: URL): boolean {
  const below = entry.startsWith('*.')
  // Through URL, so that 例子.cn, EXAMPLE.cn and 0x7f.1 are compared in one form.
  const wanted = parse(`${url.protocol}//${below ? entry.slice(2) : entry}`)
  if (!wanted || wanted.port !== url.port) return false
  const [host, allowed] = [bare(url.hostname), bare(wanted.hostname)]
  return below ? host.endsWith(`.${allowed}`) : host === allowed
}

function bare(hostname: string): string {
  return hostname.replace(/\.$/, '')
}
