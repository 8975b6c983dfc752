// A request of a preset and its values go in, the bytes to send come out: address, headers, body. Values are encoded, never pasted.
import { randomBytes } from 'node:crypto'
import { Failure } from '../../domain/failures.ts'
import type { HttpRequest } from '../../domain/http.ts'
import { both } from '../../domain/words.ts'
import { plainText } from './json-path.ts'
import type { RequestSpec } from './request-schema.ts'
import { render, renderText, type Scope } from './template.ts'
import { renderTree, type Tree } from './tree.ts'

/** The bytes of the file that is uploaded, for multipart and raw bodies. */
export interface FileBytes {
  readonly bytes: Uint8Array
  readonly type: string
  readonly name: string
}

export type Ready = HttpRequest & { readonly headers: Readonly<Record<string, string>> }

export function encode(
  spec: RequestSpec,
  scope: Scope,
  by: { base: string; headers: Readonly<Record<string, string>>; file?: FileBytes | undefined },
): Ready {
  const url = new URL(addressOf(spec.path, scope, by.base))
  for (const [name, template] of Object.entries(spec.query)) {
    const value = plainText(render(template, scope) ?? null)
    if (value !== null) url.searchParams.append(name, value)
  }
  const body = bodyOf(spec, scope, by.file)
  const headers = { accept: 'application/json', ...headersOf(by.headers, scope), ...headersOf(spec.headers, scope), ...body?.headers }
  return {
    method: spec.method,
    url: url.href,
    headers,
    timeoutMs: spec.timeoutSeconds * 1000,
    ...(body === undefined ? {} : { body: body.bytes }),
  }
}

/** Addresses stay, an operator's value may be several folders, anything else is one name. */
function encodingOf(expression: string): string {
  if (/^(?:url|site|link)$/.test(expression)) return ''
  return expression.startsWith('value.') ? ' | folders' : ' | encode'
}

/** Below the base; a value can't leave its place in the path. */
function addressOf(template: string, scope: Scope, base: string): string {
  // an address that the CMS gave, and nothing else, is gone to as it is
  const given = /^\{\{\s*got\.\w+\s*\}\}$/.test(template)
  const encoded = given
    ? template
    : template.replaceAll(/\{\{\s*(.*?)\s*\}\}/g, (_, inside: string) => `{{${inside}${encodingOf(inside)}}}`)
  const text = renderText(encoded, scope)
  const address = /^https?:\/\//.test(text) ? text : base.replace(/\/$/, '') + text
  if (!URL.canParse(address) || /\/\.\.?(?:\/|$|\?)/.test(address))
    throw new Failure('target-attention', both('预设给出的地址无效', 'the preset makes an address that is none'))
  return address
}

export function headersOf(templates: Readonly<Record<string, string>>, scope: Scope): Record<string, string> {
  return Object.fromEntries(
    Object.entries(templates).flatMap(([name, template]) => {
      const value = plainText(render(template, scope) ?? null)
      if (value === null) return []
      // a line feed would begin a header of its own
      if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
        throw new Failure('target-refused', both(`请求头 ${name} 的值不能发送`, `the value of header ${name} cannot be sent`))
      return [[name.toLowerCase(), value]]
    }),
  )
}

interface Body {
  readonly bytes: string | Uint8Array
  readonly headers: Readonly<Record<string, string>>
}

function bodyOf({ body }: RequestSpec, scope: Scope, file: FileBytes | undefined): Body | undefined {
  if (body === undefined) return undefined
  if (body.kind === 'json')
    return { bytes: JSON.stringify(renderTree(body.value, scope)), headers: { 'content-type': body.type ?? 'application/json' } }
  if (body.kind === 'form') {
    return {
      bytes: new URLSearchParams(fieldsOf(body.fields, scope)).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    }
  }
  if (body.kind === 'raw') {
    const type = body.type === undefined ? (file?.type ?? 'application/octet-stream') : renderText(body.type, scope)
    return { bytes: file?.bytes ?? new Uint8Array(), headers: { 'content-type': type } }
  }
  return multipart(fieldsOf(body.fields, scope), body.file === undefined ? undefined : { part: body.file, file })
}

/** What is not known is left out; lists and objects are JSON inside their field. */
function fieldsOf(fields: Readonly<Record<string, Tree>>, scope: Scope): [string, string][] {
  return Object.entries(renderTree(fields, scope) ?? {}).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || value === null) return []
    return [[name, typeof value === 'object' ? JSON.stringify(value) : (plainText(value) ?? '')]]
  })
}

function multipart(fields: readonly [string, string][], last: { part: string; file: FileBytes | undefined } | undefined): Body {
  const boundary = `guiji${randomBytes(18).toString('hex')}`
  const parts: Uint8Array[] = fields.map(([name, value]) =>
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`),
  )
  if (last?.file !== undefined) {
    const { part, file } = last
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(part)}"; filename="${quoted(file.name)}"\r\ncontent-type: ${file.type}\r\n\r\n`
    parts.push(Buffer.from(head), file.bytes, Buffer.from('\r\n'))
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`))
  return { bytes: Buffer.concat(parts), headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }
}

/** As browsers write names in multipart bodies. */
function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
