// A short memory of addresses that were found in order: bounded, so that it stays flat however large the archive is.

export interface Remembered {
  has(url: string): boolean
  add(url: string): void
}

const MOST = 8192

export function openRemembered(): Remembered {
  const known = new Set<string>()
  return {
    has: (url) => known.has(url),
    add(url) {
      if (known.size >= MOST) known.clear()
      // a copy: an address cut out of a page would keep the whole page in memory
      known.add(Buffer.from(url).toString())
    },
  }
}
