// A picture that may not be published as it came: the vault keeps the original, the site serves the copy, and verify finds what was sent.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { openFileVault } from '../../src/vault/file-vault.ts'
import { openPlace } from '../kits/guiji.ts'

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

async function pictures(): Promise<Record<string, Buffer>> {
  const plain = sharp({ create: { width: 40, height: 30, channels: 3, background: '#28a' } })
  return {
    'camera.jpg': await plain
      .clone()
      .withExif({ IFD0: { Artist: 'PERSON-IN-EXIF' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '26/1 30/1 0/1' } })
      .jpeg()
      .toBuffer(),
    'drawing.svg': Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><script>alert("SCRIPT-IN-SVG")</script><rect width="40" height="30"/></svg>',
    ),
    'scan.tiff': await plain.clone().tiff().toBuffer(),
  }
}

function archiveOf(files: Readonly<Record<string, Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'guiji-copies-'))
  mkdirSync(join(folder, 'assets'))
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, 'assets', name), bytes)
  const shown = Object.keys(files)
    .map((name) => `<p><img src="./assets/${name}" alt="图"></p>`)
    .join('')
  writeFileSync(
    join(folder, 'index.html'),
    `<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><div id="js_article"><h1 id="activity-name">健康科普:多喝水</h1>
    <a id="js_name">青石卫健</a><div id="js_content"><p>天热请多喝水,少在户外久留。</p>${shown}</div></div><script>
    var biz = "OTkwMDAwMDA0Mg=="; var mid = "2650000099"; var idx = "1"; var ct = "1700000000";</script></body></html>`,
  )
  return folder
}

function everyFile(folder: string): Buffer[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
}

it('serves the clean copy of a picture, keeps the original in the vault, and verifies the post', async () => {
  const originals = await pictures()
  const archive = archiveOf(originals)
  const place = await openPlace({ source: archive })
  try {
    const ran = await place.run('run', place.job)
    const { items } = (await place.json(['items', 'demo'])) as { items: readonly { state: string; item: number }[] }
    expect(
      items.map(({ state }) => state),
      ran.stdout + ran.stderr,
    ).toEqual(['verified'])
    const vault = openFileVault(join(place.data, 'vault'))
    const served = new Map(everyFile(place.site).map((bytes) => [sha256(bytes), bytes]))
    for (const bytes of Object.values(originals)) {
      const digest = sha256(bytes)
      expect(Buffer.from(await vault.get(digest)).equals(bytes)).toBe(true)
      expect(served.has(digest)).toBe(false)
    }
    const all = Buffer.concat([...served.values()])
    for (const secret of ['PERSON-IN-EXIF', 'SCRIPT-IN-SVG']) expect(all.includes(secret)).toBe(false)
    const kinds = await Promise.all(
      [...served.values()]
        .filter((bytes) => bytes.length > 0)
        .map(
          async (bytes) =>
            await sharp(bytes)
              .metadata()
              .catch(() => null),
        ),
    )
    const shown = kinds.filter((one) => one !== null && one.width === 40 && one.height === 30).map((one) => one?.format ?? '')
    expect(shown.toSorted((a, b) => a.localeCompare(b))).toEqual(['jpeg', 'jpeg', 'png'])
  } finally {
    await place.end()
    rmSync(archive, { recursive: true, force: true })
  }
})
