// The type of a file goes in, the ending WordPress knows it by comes out; and which endings WordPress accepts by itself.

const ENDINGS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/bmp': 'bmp',
  'image/tiff': 'tif',
  'image/svg+xml': 'svg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'audio/wav': 'wav',
  'audio/ogg': 'ogg',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'video/quicktime': 'mov',
  'application/pdf': 'pdf',
  'application/ofd': 'ofd',
  'application/msword': 'doc',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.ms-powerpoint': 'ppt',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/zip': 'zip',
  'application/x-rar-compressed': 'rar',
  'application/vnd.rar': 'rar',
  'application/x-7z-compressed': '7z',
  'application/rtf': 'rtf',
  'text/rtf': 'rtf',
  'text/plain': 'txt',
  'text/csv': 'csv',
  'text/html': 'html',
}

/** What WordPress accepts without plugins, of the types an account can hold; images only those it can also read. */
export const BY_ITSELF: ReadonlySet<string> = new Set(
  'png jpg gif webp bmp tif mp3 m4a aac wav ogg mp4 webm mov pdf doc xls ppt docx xlsx pptx odt ods odp zip rar 7z rtf txt csv'.split(' '),
)

/** By type; office files of the old kind look alike in their bytes, and others have no type of their own: then the name tells. */
export function endingOf(mediaType: string, name: string): string {
  const byType = ENDINGS[mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? '']
  const byName = /\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase()
  return byType ?? byName ?? 'bin'
}
