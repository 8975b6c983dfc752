#!/usr/bin/env node
// Checks a .tlog-proof file (the events of one item) against key.pub, with nothing but Node 20 or newer and verify.mjs beside it.
// 核验一个 .tlog-proof 文件(一条稿件的全部事件),只需 Node 20 以上和同目录的 verify.mjs。
// Usage 用法: node verify-proof.mjs FILE [key.pub]      Exit 退出码: 0 holds 通过 · 1 does not hold 不通过 · 2 could not be checked 无法核验
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Wrong, leafHash, must, nodeHash, readNote, readVerifier, tell } from './verify.mjs'

const HEADER = 'c2sp.org/tlog-proof@v1\n'

/** RFC 9162, section 2.1.3.2: the root that a path leads to, or undefined when its length is wrong. */
function rootBy(tree, { leaf, index, size }, path) {
  if (index >= size) return undefined
  let [node, last, hash] = [index, size - 1, leaf]
  for (const step of path) {
    if (last === 0 || step.length !== 32) return undefined
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(tree, step, hash)
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)]
    } else hash = nodeHash(tree, hash, step)
    ;[node, last] = [Math.floor(node / 2), Math.floor(last / 2)]
  }
  return last === 0 ? hash.toString('base64') : undefined
}

function checkOne(text, verifiers, label) {
  const [, extra, index, lines, note] = /^extra (\S+)\nindex (\d+)\n((?:\S+\n)*)\n([^]+)$/.exec(text) ?? []
  must(note, `${label} 格式不对`, `${label} is not a tlog-proof with a leaf`)
  const head = readNote(note, verifiers, label)
  const { leaf, sm3 } = JSON.parse(Buffer.from(extra, 'base64').toString())
  const paths = { sha256: lines.split('\n').slice(0, -1), sm3 }
  for (const tree of ['sha256', 'sm3']) {
    const claim = { leaf: leafHash(tree, Buffer.from(leaf)), index: Number(index), size: head.size }
    const root = rootBy(
      tree,
      claim,
      paths[tree].map((hash) => Buffer.from(hash, 'base64')),
    )
    must(root === head[tree], `${label} 的 ${tree} 路径不通向检查点`, `${label}: the ${tree} path does not lead to the checkpoint`)
  }
  must(JSON.parse(leaf).seq === Number(index), `${label} 序号不符`, `${label}: the event has another number`)
  console.log(leaf)
}

try {
  const [, , file, key = join(dirname(fileURLToPath(import.meta.url)), 'key.pub')] = process.argv
  const verifiers = readFileSync(key, 'utf8').split('\n').filter(Boolean).map(readVerifier)
  const parts = readFileSync(file ?? '', 'utf8').split(HEADER)
  if (parts.shift() !== '' || parts.length === 0) throw new Wrong('不是 tlog-proof 文件 / this is no tlog-proof file')
  parts.forEach((part, i) => checkOne(i < parts.length - 1 ? part.slice(0, -1) : part, verifiers, `${i + 1}/${parts.length}`))
  console.error(`通过 / holds: ${parts.length} 条事件 events`)
} catch (error) {
  tell(error)
}
