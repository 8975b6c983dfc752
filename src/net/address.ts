// Which IP addresses belong to the public internet. In: an address as the resolver or a URL gives it. Out: yes or no.
// Unknown notations are never public.
import { BlockList, isIP } from 'node:net'

/** Not reachable from the internet, or leading there by a detour (RFC 6890 and its successors; tunnels carry IPv4 addresses inside). */
const CLOSED: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // Azure's machine data, on an address of the public range
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]

const closed = new BlockList()
for (const range of CLOSED) {
  const [address = '', bits] = range.split('/')
  closed.addSubnet(address, Number(bits), address.includes(':') ? 'ipv6' : 'ipv4')
}

/** All that is given out for the internet; whatever is added to IPv6 later stays closed until this says otherwise. */
const open6 = new BlockList()
open6.addSubnet('2000::', 3, 'ipv6')
open6.addSubnet('::ffff:0:0', 96, 'ipv6')

/** True for addresses of the public internet only. IPv4 inside IPv6 (`::ffff:10.0.0.1`) counts as the IPv4 address. */
export function isPublic(address: string): boolean {
  const family = isIP(address)
  if (family === 0 || address.includes('%')) return false
  if (family === 6 && !open6.check(address, 'ipv6')) return false
  return !closed.check(address, family === 6 ? 'ipv6' : 'ipv4')
}
