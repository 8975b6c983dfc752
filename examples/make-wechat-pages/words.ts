// Small conversions for the made pages.

/** Beijing time, `2021-05-08 09:30` → seconds since 1970. */
export function epochOf(at: string): number {
  return Date.parse(`${at.replace(' ', 'T')}:00+08:00`) / 1000
}
