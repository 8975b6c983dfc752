// The allow-list: what becomes of each element of the platform's markup. What is not named here is unwrapped: its text stays.

/**
 * block = a plain block · keep = the same element · as X = that element · skip = invisible, goes with its contents ·
 * drop = goes with its contents by a named rule · raw cells and lists keep their element.
 */
export type Fate =
  | { readonly kind: 'block' }
  | { readonly kind: 'element'; readonly name: string; readonly empty: boolean }
  | { readonly kind: 'skip' }
  | { readonly kind: 'drop'; readonly rule: string }
  | { readonly kind: 'special' }

const BLOCKS =
  'p div section article aside address center dd details dir dl fieldset footer form-block header hgroup legend main menu nav summary optgroup body html'
const KEPT = 'ul ol li blockquote pre table caption thead tbody tfoot tr td th figure figcaption sub sup code h2 h3 h4 h5 h6'
const EMPTY = 'br hr'
const SKIPPED =
  'script style template noscript head title noembed noframes iframe-body metadata defs desc mp-style-type rp param source track link meta base'
const DROPPED: Readonly<Record<string, string>> = {
  textarea: 'form-control',
  select: 'form-control',
  button: 'form-control',
  datalist: 'form-control',
  option: 'form-control',
  input: 'form-control',
  xmp: 'active-element',
  plaintext: 'active-element',
  applet: 'active-element',
  frameset: 'active-element',
  'mp-common-sticker': 'platform-widget',
  'mp-common-product': 'platform-widget',
  mpcps: 'platform-widget',
  'mp-common-cpsad': 'platform-widget',
  'mp-common-clsad': 'platform-widget',
}
const RENAMED: Readonly<Record<string, string>> = {
  b: 'strong',
  strong: 'strong',
  i: 'em',
  em: 'em',
  cite: 'em',
  dfn: 'em',
  var: 'em',
  u: 'u',
  ins: 'u',
  s: 's',
  del: 's',
  strike: 's',
  h1: 'h2',
  tt: 'code',
  kbd: 'code',
  samp: 'code',
  listing: 'pre',
  dt: 'strong',
}
const SPECIAL =
  'a img image iframe svg video audio embed object mpvoice mp-common-mpaudio mp-common-videosnap qqmusic mp-miniprogram mp-common-miniprogram mp-weapp mp-common-profile mp-common-vote mpvote mp-pay-preview-filter mpvideosnap'

export const FATES: ReadonlyMap<string, Fate> = new Map<string, Fate>([
  ...words(BLOCKS).map((name): [string, Fate] => [name, { kind: 'block' }]),
  ...words(KEPT).map((name): [string, Fate] => [name, { kind: 'element', name, empty: false }]),
  ...words(EMPTY).map((name): [string, Fate] => [name, { kind: 'element', name, empty: true }]),
  ...words(SKIPPED).map((name): [string, Fate] => [name, { kind: 'skip' }]),
  ...Object.entries(DROPPED).map(([name, rule]): [string, Fate] => [name, { kind: 'drop', rule }]),
  ...Object.entries(RENAMED).map(([name, to]): [string, Fate] => [name, { kind: 'element', name: to, empty: false }]),
  ...words(SPECIAL).map((name): [string, Fate] => [name, { kind: 'special' }]),
])

/** Attributes worth reading; the parser's others are never looked at. */
export const READ_ATTRIBUTES: ReadonlySet<string> = new Set(
  words(
    'style src data-src data-w data-original data-lazy-src href xlink:href alt title id name class colspan rowspan start align hidden data-lang ' +
      'data-mpvid data-vid data-cover vid poster voice_encode_fileid author singer music_name data-nickname data-desc data-title ' +
      'data-miniprogram-type data-miniprogram-appid data-miniprogram-path data-miniprogram-nickname data-miniprogram-title data-miniprogram-applink ' +
      'data-supervoteid data-wxurl data-lazy-bgimg',
  ),
)

/** Blocks of tables, where nothing may be wrapped around or put between. */
export const TABLE_PARTS: ReadonlySet<string> = new Set(words('table thead tbody tfoot tr caption'))

export const LIMITS = {
  /** Deeper elements are unwrapped; their text stays. */
  depth: 256,
  /** Deeper than this the reading stops: nobody wrote it by hand. */
  hardDepth: 8192,
  attributes: 64,
  nodes: 200_000,
  /** UTF-16 units of the container. */
  length: 12_000_000,
} as const

function words(text: string): readonly string[] {
  return text.split(' ')
}
