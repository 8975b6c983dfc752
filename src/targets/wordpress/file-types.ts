// The endings that WordPress accepts by itself.

/** What WordPress accepts without plugins, of the types an account can hold; images only those it can also read. */
export const BY_ITSELF: ReadonlySet<string> = new Set(
  'png jpg gif webp bmp tif mp3 m4a aac wav ogg mp4 webm mov pdf doc xls ppt docx xlsx pptx odt ods odp zip rar 7z rtf txt csv'.split(' '),
)
