// A promise and a time limit in, its answer or a time-out error out; the promise itself goes on.
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error(`no answer within ${ms} ms`), { code: 'ETIMEDOUT' })), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Whether the work settled, either way, within the time. */
export async function settledWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  try {
    await within(
      ms,
      work.then(
        () => undefined,
        () => undefined,
      ),
    )
    return true
  } catch {
    return false
  }
}
