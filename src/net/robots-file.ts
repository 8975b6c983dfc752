// A robots.txt as text → what it forbids to guiji (RFC 9309). Never fails: what it cannot read forbids nothing. Time grows with the length
// of file and path only, whatever wildcards it holds; of a path that no server would take, the beginning decides.

export interface Robots {
  /** `path`: path and query of an address, as they go over the wire. */
  readonly allows: (path: string) => boolean
  /** Seconds between two requests, if the file asks for them; not part of the RFC, but many Chinese sites write it. */
  readonly delaySeconds: number | null
}

export const ALLOWS_ALL: Robots = { allows: () => true, delaySeconds: null }

const AGENT = 'guiji'
const MOST_RULES = 5000
const LONGEST_PATTERN = 2000
const LONGEST_PATH = 8192
const LONGEST_DELAY_SECONDS = 30

interface Rule {
  readonly allow: boolean
  /** The pattern between its `*`. */
  readonly parts: readonly string[]
  readonly whole: boolean
  readonly length: number
}

interface Group {
  readonly rules: Rule[]
  delaySeconds: number | null
}

export function readRobots(text: string): Robots {
  const own: Group = { rules: [], delaySeconds: null }
  const all: Group = { rules: [], delaySeconds: null }
  let named = false
  let now: readonly Group[] = []
  let naming = false
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const [, key, value] = /^[ \t]*([a-z-]{4,20})[ \t]*:([^#]*)/i.exec(line.slice(0, LONGEST_PATTERN + 100)) ?? []
    if (key === undefined || value === undefined) continue
    const name = key.toLowerCase()
    if (name === 'user-agent') {
      const group = groupOf(value.trim().toLowerCase(), { own, all })
      if (group === own) named = true
      // several agents in a row share what follows
      now = [...(naming ? now : []), ...(group === null ? [] : [group])]
      naming = true
    } else if (name === 'allow' || name === 'disallow' || name === 'crawl-delay') {
      naming = false
      for (const group of now) addTo(group, name, value.trim())
    }
  }
  const group = named ? own : all
  return { allows: (path) => allowed(group.rules, path), delaySeconds: group.delaySeconds }
}

function groupOf(agent: string, { own, all }: { own: Group; all: Group }): Group | null {
  if (agent === '*') return all
  return /^[a-z_-]+/.exec(agent)?.[0] === AGENT ? own : null
}

function addTo(group: Group, name: 'allow' | 'disallow' | 'crawl-delay', value: string): void {
  if (name === 'crawl-delay') {
    if (/^\d{1,6}(?:\.\d{1,3})?$/.test(value)) group.delaySeconds = Math.min(Number(value), LONGEST_DELAY_SECONDS)
    return
  }
  // an empty rule forbids nothing
  if (value === '' || value.length > LONGEST_PATTERN || group.rules.length >= MOST_RULES) return
  const whole = value.endsWith('$')
  const pattern = oneForm(whole ? value.slice(0, -1) : value)
  group.rules.push({ allow: name === 'allow', parts: pattern.split('*'), whole, length: pattern.length })
}

/** The longest rule that fits decides; of two as long, the one that allows. */
function allowed(rules: readonly Rule[], path: string): boolean {
  const asked = oneForm(path.slice(0, LONGEST_PATH))
  let best: Rule | null = null
  for (const rule of rules) {
    if (best !== null && (rule.length < best.length || (rule.length === best.length && !rule.allow))) continue
    if (fits(rule, asked)) best = rule
  }
  return best?.allow ?? true
}

/** From left to right, each part as early as it can stand: no going back is ever needed. */
function fits({ parts, whole }: Rule, path: string): boolean {
  const [first = '', ...rest] = parts
  if (!path.startsWith(first)) return false
  let at = first.length
  const last = whole ? rest.pop() : undefined
  for (const part of rest) {
    const found = path.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  if (!whole) return true
  return last === undefined ? at === path.length : path.length - last.length >= at && path.endsWith(last)
}

/** `/新闻`, `/%e6%96%b0` and `/%E6%96%B0` are one; `/%61` is `/a`. */
function oneForm(path: string): string {
  return path
    .replaceAll(/[^\x21-\x7e]+/gu, (part) => encodeURIComponent(part.toWellFormed()))
    .replaceAll(/%[0-9a-f]{2}/gi, (code) => {
      const char = String.fromCharCode(Number.parseInt(code.slice(1), 16))
      return /[A-Za-z0-9._~-]/.test(char) ? char : code.toUpperCase()
    })
}
