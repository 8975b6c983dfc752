// The newest entries of each column go in, the home page comes out. It says that these are moved texts in order of their original
// dates (R13), and shows no column that is empty (R21).
import type { Column, SiteEntry } from '../../domain/article.ts'
import { escape } from './escape.ts'
import { page, type Frame } from './frame.ts'
import { listRow } from './list-pages.ts'

export interface HomeColumn {
  readonly column: Column
  readonly total: number
  readonly newest: readonly SiteEntry[]
}

export function homePage(frame: Frame, columns: readonly HomeColumn[]): string {
  const total = columns.reduce((sum, c) => sum + c.total, 0)
  return page(frame, {
    kind: 'home',
    title: frame.site.name,
    url: '/',
    column: null,
    crumbs: [],
    tags: [
      ['ColumnName', '首页'],
      ['ColumnDescription', `${frame.site.name}首页`],
      ['ColumnKeywords', [frame.site.name, ...frame.columns.map((c) => c.name)].join(',')],
      ['ColumnType', '首页'],
    ],
    main: `<h1>${escape(frame.site.name)}</h1>
<p class="lead">本站稿件由原政务新媒体账号迁移而来，共 ${total.toLocaleString('en-US')} 篇，均按原发布时间排列。</p>
<div class="blocks">
${columns
  .filter((c) => c.newest.length > 0)
  .map(block)
  .join('')}</div>
`,
  })
}

function block({ column, total, newest }: HomeColumn): string {
  return `<section aria-labelledby="c-${column.id}"><div class="band"><h2 id="c-${column.id}">${escape(column.name)}</h2><a href="/${column.id}/">全部 ${total.toLocaleString('en-US')} 篇<span class="unseen">${escape(column.name)}</span></a></div>
<ul class="list">
${newest.map(listRow).join('\n')}
</ul></section>
`
}
