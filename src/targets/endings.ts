// The type of a file goes in, the ending of its name comes out: servers and browsers judge by it.

/** Types that a browser may be given. What could run in one (SVG, HTML) is not among them. */
const SHOWN: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/bmp': 'bmp',
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
  'text/plain': 'txt',
  'text/csv': 'csv',
}

/** Types that a site has to judge for itself: they are named as what they are, so that it can refuse them. */
const NAMED: Readonly<Record<string, string>> = {
  ...SHOWN,
  'image/tiff': 'tif',
  'image/svg+xml': 'svg',
  'application/rtf': 'rtf',
  'text/rtf': 'rtf',
  'text/html': 'html',
}

/** The ending of a type that may be shown; null = only for downloading. */
export function shownEnding(mediaType: string | null): string | null {
  return SHOWN[bare(mediaType)] ?? null
}

/** By type; office files of the old kind look alike in their bytes, and others have no type of their own: then the name tells. */
export function namedEnding(mediaType: string, name: string): string {
  return NAMED[bare(mediaType)] ?? /\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase() ?? 'bin'
}

function bare(mediaType: string | null): string {
  return (mediaType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}
