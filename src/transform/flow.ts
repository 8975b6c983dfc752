// Text that grows by many small pieces, whose latest part can be read again and again: reading it copies that part and nothing before it.

export interface Flow {
  /** Finished pieces, in order. */
  readonly done: string[]
  /** Length of all of them together. */
  before: number
  tail: string
}

const TAIL = 4096

export function openFlow(): Flow {
  return { done: [], before: 0, tail: '' }
}

export function add(flow: Flow, piece: string): void {
  flow.tail += piece
  if (flow.tail.length > TAIL) {
    flow.done.push(flow.tail)
    flow.before += flow.tail.length
    flow.tail = ''
  }
}

export function lengthOf(flow: Flow): number {
  return flow.before + flow.tail.length
}

export function since(flow: Flow, from: number): string {
  if (from >= flow.before) return flow.tail.slice(from - flow.before)
  let start = flow.before
  let at = flow.done.length
  while (at > 0 && start > from) {
    at -= 1
    start -= flow.done[at]?.length ?? 0
  }
  return (flow.done.slice(at).join('') + flow.tail).slice(from - start)
}

/** The last characters, fewer where there are fewer. */
export function lastOf(flow: Flow, count: number): string {
  return since(flow, Math.max(0, lengthOf(flow) - count))
}

export function allOf(flow: Flow): string {
  return flow.done.join('') + flow.tail
}
