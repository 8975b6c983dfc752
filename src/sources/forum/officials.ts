// Whether an account is one of those that the job names, by number or name. Knows nothing of what they wrote.

/** A number names the account with this number, and nobody who took it for a name. */
export function isNamed(officials: ReadonlySet<string> | readonly string[], uid: string | null, name: string | null): boolean {
  const all = officials instanceof Set ? officials : new Set(officials as readonly string[])
  if (uid !== null && all.has(uid)) return true
  return name !== null && all.has(name) && (uid === null || !/^\d+$/.test(name))
}
