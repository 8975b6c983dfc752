// A sleep that can be cut short: how long in, the moment to go on out. A wake while nobody sleeps shortens the next sleep.
export interface Nap {
  sleep(limits: { readonly shortestMs: number; readonly longestMs: number }): Promise<void>
  wake(): void
}

export function nap(): Nap {
  let woken = false
  let rouse: (() => void) | undefined
  return {
    sleep: async ({ shortestMs, longestMs }) => {
      // callers may wake often; they must not turn the sleeper into a busy loop
      await pause(Math.min(shortestMs, longestMs))
      if (!woken && longestMs > shortestMs) {
        let timer: NodeJS.Timeout | undefined
        await new Promise<void>((resolve) => {
          rouse = resolve
          timer = setTimeout(resolve, longestMs - shortestMs)
        })
        clearTimeout(timer)
      }
      rouse = undefined
      woken = false
    },
    wake: () => {
      woken = true
      rouse?.()
    },
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
