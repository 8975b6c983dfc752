// Any text goes in; what comes out means that text, and nothing else, inside html text and double-quoted attributes.

// eslint-disable-next-line no-control-regex -- these are the characters XML forbids
const SPECIAL = /[&<>"'\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
const NAMES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Also right for XML: control characters are left out, lone surrogates replaced. */
export function escape(text: string): string {
  return text.toWellFormed().replace(SPECIAL, (character) => NAMES[character] ?? '')
}

/** An address that may stand in `href`: the web, mail, telephone or this site; null for anything that could run. */
export function safeHref(url: string): string | null {
  return /^(?:https?:\/\/|mailto:|tel:|\/(?!\/)|#)/i.test(url) ? escape(url) : null
}
