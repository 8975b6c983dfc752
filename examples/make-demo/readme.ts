// What the archive holds, as a README: one table of every oddity and the file it is in. Made from the same facts as the oracle.
import type { Expected, Leftover } from './archive.ts'

export function readme(posts: readonly Expected[], leftovers: readonly Leftover[]): string {
  const states = [...Map.groupBy(posts, (post) => post.state)].map(([state, all]) => `${all.length} ${state}`).join(' · ')
  return `# The demo archive

The whole archive of the closing WeChat account 「青石卫健」 of an invented county health office, as its owner might hand it over:
several exports, saved pages and lists in one folder, made over ten years with whatever tool was at hand. **Every place, person, number
and sentence is invented**; nothing is copied. 虚构的“青石县卫生健康局”公众号归档，供演示和测试使用，单位、人名、电话、证件号码均为虚构。

Made by \`node examples/make-demo.ts\`; do not edit by hand. ${posts.length} posts: ${states}.
What must become of each under \`jobs/demo.yaml\` stands in \`../qingshi-health.expected.json\`.

| folder | what it is |
|---|---|
| \`公众号文章导出/\` | exporter folders (\`<title>/index.html\` + \`assets/\`) and the exporter's JSON list |
| \`wechatDownload/青石卫健/\` | another exporter: dated HTML files, pictures in \`图片/\`, a CSV, a log |
| \`网页保存/\` | pages saved with a browser (\`_files\` folders), one MHTML |
| \`原始网页/\` | single HTML files without pictures, error pages among them |
| \`后台发表记录/\` | JSON pages of the account's own console, text inside text inside text |
| \`抓包记录/\` | \`getmsg\` JSON |
| \`链接清单/\` | link lists: XLSX, CSV, TXT |

## Oddities

| post | file | what is odd | becomes |
|---|---|---|---|
${posts.flatMap(rows).join('\n')}

## Files that hold no post

| file | why |
|---|---|
${leftovers.map(({ name, why }) => `| \`${name}\` | ${why} |`).join('\n')}

## Rules of thumb

- Sounds and films are saved beside their page under their platform id (\`voice_encode_fileid\`, \`data-mpvid\`).
- Covers are crops of the first picture (same picture id, size \`/0\`); they are never saved on their own and are no loss.
- Lists and pages agree on times to the second, but for the one CSV row named above. Everything is Beijing time.
- \`del_flag\` is 1 in every normal \`getmsg\` row. It does not mean “deleted”.
`
}

function rows(post: Expected): readonly string[] {
  return post.odd.map((odd) => `| ${post.id} | ${post.files[0] ?? ''} | ${odd} | ${post.state} |`)
}
