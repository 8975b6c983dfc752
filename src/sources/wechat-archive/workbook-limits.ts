// How large a workbook may be: far over the list of any account, far under what hurts. And the refusal when it is larger.

export const WORKBOOK_LIMITS = {
  /** Parts of the zip; real ones have a dozen. */
  entries: 10_000,
  /** Of all parts that are read, counted while they inflate. */
  inflatedBytes: 64 * 1024 * 1024,
  depth: 64,
  /** Rows times columns. */
  cells: 4_000_000,
  columns: 1024,
  /** Characters over all cells: a shared text counts wherever it is shown. */
  characters: 64 * 1024 * 1024,
  strings: 2_000_000,
  styles: 100_000,
} as const

/** Its message is a fixed phrase for the list of what was left over. */
export class WorkbookRefused extends Error {
  constructor(why: string) {
    super(why)
    this.name = 'WorkbookRefused'
  }
}
