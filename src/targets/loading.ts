// What a browser fetches by itself: element → the attributes that name it. One table for every way of reading a page back, so that
// none of them overlooks what another one finds.

export const LOADING: Readonly<Record<string, readonly string[]>> = {
  img: ['src', 'srcset'],
  source: ['src', 'srcset'],
  audio: ['src'],
  video: ['src', 'poster'],
  track: ['src'],
  script: ['src'],
  iframe: ['src'],
  frame: ['src'],
  embed: ['src'],
  object: ['data'],
  input: ['src'],
  link: ['href'],
  base: ['href'],
  body: ['background'],
  table: ['background'],
}
