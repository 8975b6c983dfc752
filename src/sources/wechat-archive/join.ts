// Which pieces of the archive are one post: union-find over every key a piece is known by. Titles and dates join nothing.

export interface Unions {
  /** Makes all these pieces' and keys' groups one. */
  readonly join: (piece: number, key: string) => void
  readonly joinPieces: (a: number, b: number) => void
  /** Groups of pieces, each sorted, in the order of their first piece. */
  groups(): readonly (readonly number[])[]
}

export function unions(count: number): Unions {
  const parent = Uint32Array.from({ length: count }, (_, n) => n)
  const owner = new Map<string, number>()
  const root = (piece: number): number => {
    let at = piece
    while (parent[at] !== at) {
      const up = parent[at] ?? at
      parent[at] = parent[up] ?? up
      at = up
    }
    return at
  }
  const joinPieces = (a: number, b: number): void => {
    const [low, high] = [Math.min(root(a), root(b)), Math.max(root(a), root(b))]
    parent[high] = low
  }
  return {
    joinPieces,
    join(piece, key) {
      const before = owner.get(key)
      if (before === undefined) owner.set(key, piece)
      else joinPieces(before, piece)
    },
    groups() {
      const found = new Map<number, number[]>()
      for (let piece = 0; piece < count; piece += 1) {
        const at = root(piece)
        const group = found.get(at)
        if (group === undefined) found.set(at, [piece])
        else group.push(piece)
      }
      return [...found.values()]
    },
  }
}

/** The account's numbering is the best name of a post, then the short link, then the file it lies in. */
export function keyOrder(a: string, b: string): number {
  return weight(a) - weight(b) || (a < b ? -1 : a > b ? 1 : 0)
}

function weight(key: string): number {
  return key.startsWith('wechat:file:') ? 2 : key.startsWith('wechat:s:') ? 1 : 0
}
