// Small pictures, whole and valid, no two with the same bytes: a grey JPEG with a number in the density of its head.

const GREY = Buffer.from(
  '/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AKAA/9k=',
  'base64',
)

export function madePicture(n: number, at: number): Buffer {
  const head = Buffer.from([0xff, 0xe0, 0, 16, ...Buffer.from('JFIF\0'), 1, 2, 0, 0, 0, 0, 0, 0, 0])
  head.writeUInt16BE((n % 65_000) + 1, 12)
  head.writeUInt16BE(Math.floor(n / 65_000) * 64 + at + 1, 14)
  return Buffer.concat([GREY.subarray(0, 2), head, GREY.subarray(2)])
}
