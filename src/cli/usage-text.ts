// What Commander says about a wrong command line → the same in Chinese or plain English, on one line.
import type { Lang } from '../domain/words.ts'

const USAGE: readonly (readonly [RegExp, string])[] = [
  [/unknown command '(.*?)'/, '没有命令“$1”'],
  [/unknown option '(.*?)'/, '没有选项“$1”'],
  [/missing required argument '(.*?)'/, '缺少参数 <$1>'],
  [/required option '(.*?)' not specified/, '必须给出选项 $1'],
  [/option '(.*?)' argument missing/, '选项 $1 后面缺少值'],
  [/too many arguments.*?Expected (\d+) arguments? but got (\d+):?.*?\.?$/m, '参数太多:应为 $1 个,给了 $2 个'],
  [/\(Did you mean one of (.*?)\?\)/, '(是不是其中之一: $1?)'],
  [/\(Did you mean (.*?)\?\)/, '(是不是 $1?)'],
]

export function usageText(text: string, lang: Lang): string {
  const plain = text
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ')
  return lang === 'en' ? plain : USAGE.reduce((known, [pattern, zh]) => known.replace(pattern, zh), plain)
}
