#!/usr/bin/env node
// Checks an exported guiji audit log with nothing but Node 20 or newer. It reads only the folder it is given, and writes nothing.
// 核验导出的归集审计日志:只需 Node 20 以上,不需要归集本身,不联网,不写文件。
// Usage 用法: node verify.mjs [folder]      Exit 退出码: 0 holds 通过 · 1 does not hold 不通过 · 2 could not be checked 无法核验
import { createHash, createPublicKey, verify } from 'node:crypto'
import { createReadStream, existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const TREES = ['sha256', 'sm3']
const FOLDERS = { sha256: 'tile', sm3: 'tile-sm3' }

export class Wrong extends Error {}
export function must(holds, zh, en) {
  if (!holds) throw new Wrong(`${zh} / ${en}`)
}

// ---- RFC 6962 hashing and C2SP tiles ----
const digest = (tree, ...parts) => parts.reduce((hash, part) => hash.update(part), createHash(tree)).digest()
export const leafHash = (tree, leaf) => digest(tree, Buffer.from([0]), leaf)
export const nodeHash = (tree, left, right) => digest(tree, Buffer.from([1]), left, right)

function rangeRoot(tree, hashes) {
  if (hashes.length === 32) return hashes
  let half = 32
  while (half * 2 < hashes.length) half *= 2
  return nodeHash(tree, rangeRoot(tree, hashes.subarray(0, half)), rangeRoot(tree, hashes.subarray(half)))
}

function push(edge, leaf, full) {
  edge.size++
  for (let node = leaf, n = 0; ; n++) {
    const level = (edge.levels[n] ??= { bytes: Buffer.alloc(8192), width: 0 })
    node.copy(level.bytes, level.width++ * 32)
    if (level.width < 256) return
    full(n, edge.size / 256 ** (n + 1) - 1, level.bytes)
    node = rangeRoot(edge.tree, level.bytes)
    level.width = 0
  }
}

function rootOf({ tree, levels }) {
  let root
  for (const { bytes, width } of levels) {
    for (let bit = 1, end = width; bit < 256; bit *= 2) {
      if (!(width & bit)) continue
      const peak = rangeRoot(tree, bytes.subarray((end - bit) * 32, end * 32))
      root = root ? nodeHash(tree, peak, root) : peak
      end -= bit
    }
  }
  return root ?? digest(tree)
}

function tilePath(tree, level, index) {
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g)
  return join(FOLDERS[tree], String(level), ...groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)))
}

// ---- signed notes ----
export function readVerifier(line) {
  const [, name, id, base64] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(line) ?? []
  const raw = Buffer.from(base64 ?? '', 'base64')
  must(raw.length === 33 && raw[0] === 1, '公钥格式不对', 'key.pub is not a list of Ed25519 verifier keys')
  must(digest('sha256', `${name}\n`, raw).toString('hex', 0, 4) === id, '公钥编号不对', 'a key id in key.pub is wrong')
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw.subarray(1)])
  return { name, id, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) }
}

export function readNote(note, verifiers, label) {
  const cut = note.lastIndexOf('\n\n')
  const text = note.slice(0, cut + 1)
  let signed = 0
  for (const line of note.slice(cut + 2).split('\n')) {
    const [dash, name, base64] = line.split(' ')
    const bytes = Buffer.from(base64 ?? '', 'base64')
    const by = verifiers.find((v) => dash === '—' && v.name === name && v.id === bytes.toString('hex', 0, 4))
    if (!by) continue
    must(verify(null, Buffer.from(text), by.key, bytes.subarray(4)), `${label} 签名无效`, `the signature of ${label} is wrong`)
    signed++
  }
  must(signed > 0, `${label} 没有可信签名`, `${label} is not signed by a key of key.pub`)
  const [, origin, size, sha256, sm3, time] = /^(\S+)\n(\d+)\n(\S+)\nsm3 (\S+)\ntime (\S+)\n$/.exec(text) ?? []
  must(origin, `${label} 格式不对`, `${label} is not a checkpoint`)
  return { note, origin, size: Number(size), sha256, sm3, time }
}

// ---- reading, one line at a time ----
async function* linesOf(file) {
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 })) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    let from = 0
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
      yield bytes.subarray(from, at)
      from = at + 1
    }
    rest = bytes.subarray(from)
  }
  if (rest.length > 0) yield rest
}

function parseLine(line, where) {
  try {
    return JSON.parse(line.toString())
  } catch {
    throw new Wrong(`${where} 不是 JSON / ${where} is not JSON`)
  }
}

// ---- the checks ----
async function checkEvents(folder, head, checkpoints) {
  const edges = TREES.map((tree) => ({ tree, size: 0, levels: [] }))
  const seen = { withheld: 0, kinds: new Map() }
  const waiting = [...checkpoints]
  const compareTile = (tree, { level, index, bytes, width }) => {
    const path = tilePath(tree, level, index) + (width < 256 ? `.p/${width}` : '')
    must(existsSync(join(folder, path)), `缺少 ${path}`, `${path} is missing`)
    must(readFileSync(join(folder, path)).equals(bytes.subarray(0, width * 32)), `${path} 与事件不符`, `${path} differs from the events`)
  }
  const compareRoots = (size) => {
    while (waiting[0]?.size === size) {
      const checkpoint = waiting.shift()
      for (const edge of edges) {
        must(
          rootOf(edge).toString('base64') === checkpoint[edge.tree],
          `检查点 ${size} 的 ${edge.tree} 根与事件不符`,
          `checkpoint ${size}: the ${edge.tree} root differs from the events`,
        )
      }
    }
  }
  compareRoots(0)
  let seq = 0
  for await (const line of linesOf(join(folder, 'events.jsonl'))) {
    must(seq < head.size, `检查点之后还有事件 ${seq}`, `event ${seq} lies beyond the checkpoint`)
    const event = parseLine(line, `events.jsonl:${seq + 1}`)
    const withheld = event.withheld !== undefined
    must((withheld ? event.withheld : event.seq) === seq, `应为第 ${seq} 号事件`, `event ${seq} is missing or out of order`)
    if (withheld) seen.withheld++
    else seen.kinds.set(event.kind, (seen.kinds.get(event.kind) ?? 0) + 1)
    for (const edge of edges) {
      const hash = withheld ? Buffer.from(String(event[edge.tree]), 'hex') : leafHash(edge.tree, line)
      must(hash.length === 32, `第 ${seq} 号的摘要不对`, `the hash at ${seq} is malformed`)
      push(edge, hash, (level, index, bytes) => compareTile(edge.tree, { level, index, bytes, width: 256 }))
    }
    compareRoots(++seq)
  }
  must(seq === head.size, `缺少第 ${seq} 号起的事件`, `events from ${seq} on are missing (checkpoint: ${head.size})`)
  for (const { tree, levels } of edges) {
    levels.forEach(
      ({ bytes, width }, level) => width > 0 && compareTile(tree, { level, index: Math.floor(seq / 256 ** (level + 1)), bytes, width }),
    )
  }
  return seen
}

async function checkManifest(folder) {
  const seen = { listed: 0, checked: 0 }
  for await (const line of linesOf(join(folder, 'manifest.json'))) {
    if (!line.includes('"sha256"')) continue
    const asset = parseLine(line.at(-1) === 44 ? line.subarray(0, -1) : line, 'manifest.json')
    seen.listed++
    if (asset.path === undefined) continue
    const file = resolve(folder, asset.path)
    must(file.startsWith(folder + sep), `清单路径越界 ${asset.path}`, `manifest path leaves the folder: ${asset.path}`)
    must(existsSync(file), `缺少 ${asset.path}`, `${asset.path} is missing`)
    const hashes = TREES.map((tree) => createHash(tree))
    for await (const chunk of createReadStream(file)) hashes.forEach((hash) => hash.update(chunk))
    TREES.forEach((tree, i) =>
      must(hashes[i].digest('hex') === asset[tree], `${asset.path} 的 ${tree} 不符`, `${asset.path}: ${tree} differs`),
    )
    seen.checked++
  }
  return seen
}

async function main(folder) {
  const text = (name) => readFileSync(join(folder, name), 'utf8')
  TREES.forEach((tree) => createHash(tree))
  const verifiers = text('key.pub').split('\n').filter(Boolean).map(readVerifier)
  const head = readNote(text('checkpoint'), verifiers, 'checkpoint')
  const lines = text('checkpoints.jsonl').split('\n').filter(Boolean)
  const checkpoints = lines.map((line, i) =>
    readNote(String(parseLine(line, `checkpoints.jsonl:${i + 1}`).note), verifiers, `checkpoints.jsonl:${i + 1}`),
  )
  checkpoints.push(head)
  checkpoints.forEach((c, i) => must(i === 0 || checkpoints[i - 1].size <= c.size, '检查点次序不对', 'checkpoints are out of order'))
  const seen = await checkEvents(folder, head, checkpoints)
  const assets = await checkManifest(folder)
  const code = digest('sha256', head.note).toString('hex').match(/.{4}/g).join(' ')
  console.log(
    `通过 / holds\n事件 events: ${head.size} (${seen.withheld} 条不含内容 withheld)   检查点 checkpoints: ${checkpoints.length - 1}   清单 manifest: ${assets.listed} (${assets.checked} 个文件已核对 files checked)`,
  )
  for (const kind of [...seen.kinds.keys()].toSorted((a, b) => (a < b ? -1 : 1))) console.log(`  ${kind}: ${seen.kinds.get(kind)}`)
  console.log(
    `日志 log: ${head.origin}   签名时间 signed at: ${head.time}\n公钥 keys:\n  ${text('key.pub').trim().split('\n').join('\n  ')}`,
  )
  console.log(`检查点摘要 checkpoint digest (请与移交文件上的印刷值比对 / compare with the printed one):\n  ${code}`)
}

export const tell = (error) => {
  console.error(error instanceof Wrong ? `不通过 / does not hold: ${error.message}` : `无法核验 / could not be checked: ${error.message}`)
  process.exitCode = error instanceof Wrong ? 1 : 2
}

const me = fileURLToPath(import.meta.url)
if (realpathSync(process.argv[1] ?? '.') === me) main(resolve(process.argv[2] ?? dirname(me))).catch(tell)
