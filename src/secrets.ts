// Where a job names a secret (an environment variable or a file), this gives it. It never prints one, and never says what it holds.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Environment } from './config.ts'
import { Failure } from './domain/failures.ts'
import type { SecretRef } from './domain/secret.ts'
import { both } from './domain/words.ts'

/** Throws Failure `settings-invalid`, naming the variable or file that must be set. Files are relative to `base`. */
export function secretsOf(env: Environment): (ref: SecretRef, base: string) => string {
  return (ref, base) => {
    if (ref.env !== undefined)
      return env[ref.env]?.trim() || missing(both(`请设置环境变量 ${ref.env}`, `set the environment variable ${ref.env}`))
    const path = resolve(base, ref.file ?? '')
    try {
      return readFileSync(path, 'utf8').trim() || missing(both(`文件 ${path} 为空`, `the file ${path} is empty`))
    } catch (error) {
      if (error instanceof Failure) throw error
      return missing(both(`无法读取文件 ${path}`, `the file ${path} cannot be read`))
    }
  }
}

function missing(what: string): never {
  throw new Failure('settings-invalid', what)
}
