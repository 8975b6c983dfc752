// Another process for test/vault/file-vault.test.ts: puts one file of the given size and says how it went.
import { Failure } from '../../src/domain/failures.ts'
import { openFileVault } from '../../src/vault/file-vault.ts'

const [folder = '', size = '0', fill = '7'] = process.argv.slice(2)
try {
  const vault = openFileVault(folder)
  const stored = await vault.put(new Uint8Array(Number(size)).fill(Number(fill)))
  process.stdout.write(stored.digest)
} catch (error) {
  process.stdout.write(error instanceof Failure ? error.code : String(error))
}
