// What the writer of an element gives back to the walk: what to do when the walk leaves that element, or that it must not enter it.

/** Called when the walk leaves the element; null = nothing to do. */
export type Leave = (() => void) | null

/** Contents are not walked. */
export const SKIP = (): void => undefined
