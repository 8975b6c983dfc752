// Settings: what the environment says, what it says wrongly, and what must never be shown.
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { maskSecrets, readConfig, SETTINGS, type Environment } from '../../src/config.ts'
import { Failure } from '../../src/domain/failures.ts'

function failureOf(env: Environment): Failure {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('the settings were accepted')
}

describe('reading the settings', () => {
  it('gives the documented defaults for an empty environment', () => {
    expect(readConfig({})).toEqual({
      databaseUrl: null,
      redisUrl: null,
      data: resolve('data'),
      lang: 'zh',
      concurrency: { fetch: 8, normalize: 4, publish: 8, verify: 8, relink: 4 },
      window: 200,
      lockSeconds: 60,
      drainSeconds: 25,
      log: 'info',
      pgPort: 0,
      reencode: 'auto',
      privateHosts: [],
      signingKeyFile: null,
    })
  })

  it('treats an empty variable like an absent one', () => {
    const empty = Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, ' ']))
    expect(readConfig(empty)).toEqual(readConfig({}))
  })

  it('reads every setting', () => {
    const config = readConfig({
      DATABASE_URL: 'postgres://u:p@db/guiji',
      REDIS_URL: 'rediss://r:6380/1',
      GUIJI_DATA: '/d',
      GUIJI_LANG: 'en',
      GUIJI_CONCURRENCY: 'fetch=3, verify=12',
      GUIJI_WINDOW: '50',
      GUIJI_LOCK_SECONDS: '30',
      GUIJI_DRAIN_SECONDS: '0',
      GUIJI_LOG: 'debug',
      GUIJI_PG_PORT: '6543',
      GUIJI_REENCODE: 'never',
      GUIJI_PRIVATE_HOSTS: 'archive.internal:8443, 0x7f.1:80,[::1]:08080',
      GUIJI_SIGNING_KEY_FILE: '/k.pem',
    })
    expect(config).toEqual({
      databaseUrl: 'postgres://u:p@db/guiji',
      redisUrl: 'rediss://r:6380/1',
      data: '/d',
      lang: 'en',
      concurrency: { fetch: 3, normalize: 4, publish: 8, verify: 12, relink: 4 },
      window: 50,
      lockSeconds: 30,
      drainSeconds: 0,
      log: 'debug',
      pgPort: 6543,
      reencode: 'never',
      privateHosts: ['archive.internal:8443', '127.0.0.1:80', '[::1]:8080'],
      signingKeyFile: '/k.pem',
    })
  })

  it('lets --data go before GUIJI_DATA', () => {
    expect(readConfig({ GUIJI_DATA: '/a' }, { data: '/b' }).data).toBe('/b')
  })

  it.each([
    [{}, 'zh'],
    [{ LANG: 'C' }, 'zh'],
    [{ LANG: 'C.UTF-8' }, 'zh'],
    [{ LANG: 'POSIX' }, 'zh'],
    [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
    [{ LANG: 'zh_TW' }, 'zh'],
    [{ LANG: 'en_US.UTF-8' }, 'en'],
    [{ LANG: 'de_DE' }, 'en'],
    [{ LC_ALL: 'en_GB', LANG: 'zh_CN' }, 'en'],
    [{ LC_ALL: '', LC_MESSAGES: 'zh_CN', LANG: 'en_US' }, 'zh'],
    [{ GUIJI_LANG: 'zh', LC_ALL: 'en_GB' }, 'zh'],
  ])('with %o speaks %s', (env, lang) => {
    expect(readConfig(env).lang).toBe(lang)
  })

  it('lists all mistakes at once, with the name that was meant', () => {
    const failure = failureOf({
      GUIJI_LANG: 'en',
      GUIJI_WINDOW: 'many',
      GUIJI_LOG: 'loud',
      GUIJI_CONCURENCY: 'fetch=1',
      GUIJI_CONCURRENCY: 'fly=1',
      GUIJI_PG_PORT: '70000',
    })
    expect(failure.code).toBe('settings-invalid')
    expect(failure.mistakes.map((mistake) => mistake.file)).toEqual([
      'GUIJI_CONCURENCY',
      'GUIJI_CONCURRENCY',
      'GUIJI_WINDOW',
      'GUIJI_LOG',
      'GUIJI_PG_PORT',
    ])
    expect(failure.message).toContain('GUIJI_CONCURENCY  unknown setting  did you mean GUIJI_CONCURRENCY?')
    expect(failure.message).toContain('GUIJI_WINDOW  has a wrong value: "many"  must be a whole number from 1 to 10000')
    expect(failure.message.split('\n')).toHaveLength(5)
  })

  it('says it in Chinese by default', () => {
    expect(failureOf({ GUIJI_LOG: 'loud' }).message).toBe('GUIJI_LOG  值无效: "loud"  可用: quiet、info、debug')
  })

  it.each([
    'mysql://root:s3cret@db/x',
    'postgres//root:s3cret@db',
    'root:s3cret@db',
    's3cret',
    'http://db/?password=s3cret',
    'http://a:s3c/s3cret@db',
    'http://[s3cret',
  ])('never shows a secret of %s', (url) => {
    expect(failureOf({ DATABASE_URL: url, REDIS_URL: url }).message).not.toContain('s3cret')
  })
})

describe('masking secrets in any text', () => {
  it.each([
    ['connect postgres://guiji:s3cret@db:5432/x failed', 'connect postgres://***@db:5432/x failed'],
    ['redis://:s3/c@ret@r:6379', 'redis://***@r:6379'],
    ['host=db password=s3cret dbname=x', 'host=db password=*** dbname=x'],
    ['https://www.example.gov.cn/a?b=1', 'https://www.example.gov.cn/a?b=1'],
  ])('%s becomes %s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked)
  })
})
