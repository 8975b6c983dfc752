// What a source keeps between two looks: the vault's bytes where there is a ledger, a bounded memory where there is none.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { shortKeep, vaultKeep } from '../src/source-keep.ts'
import { openFileVault } from '../src/vault/file-vault.ts'

const bytes = Buffer.from('归集')
const digest = 'd1aadd5c7a5ab5cb4d1ef9c9ae66e1a2ed6f5d5e6b0d1f7ac7a0f4c4a9c8c0f1'

describe('what a source keeps', () => {
  it('comes back from the vault by its digest, and is null where it never was', async () => {
    const { keep, kept } = vaultKeep(openFileVault(await mkdtemp(join(tmpdir(), 'guiji-keep-'))))
    const name = await keep(bytes)
    expect(Buffer.from((await kept(name))!).equals(bytes)).toBe(true)
    expect(await kept(digest)).toBeNull()
  })

  it('is forgotten oldest first once the memory is full', async () => {
    const { keep, kept } = shortKeep(10)
    const [first, second] = [await keep(Buffer.from('12345')), await keep(Buffer.from('67890'))]
    await keep(Buffer.from('12345'))
    const third = await keep(Buffer.from('abc'))
    expect(await kept(second)).toBeNull()
    expect([await kept(first), await kept(third)].map((one) => one && Buffer.from(one).toString())).toEqual(['12345', 'abc'])
    await keep(Buffer.alloc(11))
    expect(await kept(third)).toBeNull()
  })
})
