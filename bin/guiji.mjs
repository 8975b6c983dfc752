#!/usr/bin/env -S node --max-semi-space-size=8 --heap-growing-percent=60
// The door for any Node: guiji itself runs on the Node 24 that comes with the project as a package.
// Posts are short-lived: a small nursery and a heap that is swept early (the flags above, and below) keep a worker's memory low and flat.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const own = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url))

if (Number(process.versions.node.split('.')[0]) >= 24) await import('../src/main.ts')
else if (existsSync(own)) handOver()
else {
  console.error('guiji 需要 Node 24:请先在本目录运行 npm ci / guiji needs Node 24: run npm ci in this folder first')
  process.exitCode = 2
}

function handOver() {
  const child = spawn(own, ['--max-semi-space-size=8', '--heap-growing-percent=60', main, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code ?? 1
    else process.exitCode = 128 + (signal === 'SIGINT' ? 2 : 15)
  })
}
