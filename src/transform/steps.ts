// The ordered table of steps: the order is the meaning. A step that drops comes before those that reshape what is left.
import type { Step } from './step.ts'
import { codeLines } from './steps/code-lines.ts'
import { dropMapped } from './steps/drop-mapped.ts'
import { dropPlatform } from './steps/drop-platform.ts'
import { embeds } from './steps/embeds.ts'
import { headings } from './steps/headings.ts'
import { layoutTables } from './steps/layout-tables.ts'
import { quotes } from './steps/quotes.ts'

export const STEPS: readonly Step[] = [dropMapped, dropPlatform, embeds, codeLines, layoutTables, quotes, headings]
