// Text as a page gives it in, one line without controls and doubled blanks out.

// oxlint-disable-next-line no-control-regex -- controls are what is taken out
const CONTROLS = /[\u0000-\u0008\u000B\u000E-\u001F\u007F\u200B\u2060\uFEFF]/g

export function tidyLine(text: string | null): string {
  return (text ?? '')
    .toWellFormed()
    .replaceAll(CONTROLS, '')
    .replaceAll(/[\s\u3000]+/g, ' ')
    .trim()
}
