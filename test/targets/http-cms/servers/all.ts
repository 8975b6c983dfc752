// Every preset there is, with the stand-in of its CMS.
import { digestOf, PAPER, PIXEL } from '../../../kits/target-kit.ts'
import type { FakeCms } from './cms-server.ts'
import { openDirectus } from './directus.ts'
import { openDrupal } from './drupal.ts'
import type { Files } from './files.ts'
import { openGhost } from './ghost.ts'
import { openHalo } from './halo.ts'
import { openPublicCms } from './publiccms.ts'
import { openSscms } from './sscms.ts'
import { openStrapi } from './strapi.ts'
import { openTrs } from './trs-hycloud.ts'
import { openUjcms } from './ujcms.ts'

export const CMSS: Readonly<Record<string, () => Promise<FakeCms>>> = {
  directus: openDirectus,
  drupal: openDrupal,
  ghost: openGhost,
  halo: openHalo,
  publiccms: openPublicCms,
  sscms: async () => laid(await openSscms(), '/upload/guiji'),
  strapi: openStrapi,
  'trs-hycloud': async () => laid(await openTrs(), '/files'),
  ujcms: openUjcms,
}

/** What a person does for a CMS without an upload call. */
function laid<Cms extends FakeCms & { readonly files: Files }>(cms: Cms, folder: string): Cms {
  cms.files.put(`${folder}/${digestOf(PIXEL)}.png`, { bytes: PIXEL, type: 'image/png' })
  cms.files.put(`${folder}/${digestOf(PAPER)}.pdf`, { bytes: PAPER, type: 'application/pdf' })
  return cms
}
