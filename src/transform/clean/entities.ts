// Text in, text that is safe inside an element or a double-quoted attribute out; the same escapes as the HTML serialization rules.

export function escapeText(text: string): string {
  return /[&<>\u00A0]/.test(text)
    ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\u00A0', '&nbsp;')
    : text
}

export function escapeAttribute(text: string): string {
  return /[&<>"\u00A0]/.test(text)
    ? text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\u00A0', '&nbsp;')
    : text
}

/** Ids of the old page get a prefix, so that they can never shadow a name of the new one. */
export function safeId(id: string): string {
  return `g-${id
    .replaceAll(/[^\p{L}\p{N}_-]/gu, '-')
    .slice(0, 64)
    .toWellFormed()}`
}
