// The files of backup tools that this source reads, in the order in which they are asked whether a file is theirs.
import type { Format } from '../format.ts'
import { ARCHIVER_JSON } from './archiver-json.ts'
import { CRAWLER_CSV } from './crawler-csv.ts'
import { CRAWLER_JSON } from './crawler-json.ts'
import { MUSEUM_JSON } from './museum-json.ts'
import { NOT_DOWNLOADED } from './not-downloaded.ts'
import { OCTOMAN_HTML } from './octoman-html.ts'
import { SIDE_FILES } from './side-files.ts'
import { SPIDER_CSV } from './spider-csv.ts'
import { SPIDER_JSON } from './spider-json.ts'
import { SQLITE } from './sqlite.ts'
import { STABLOG_JSON } from './stablog-json.ts'
import { TWEETS_JSONL } from './tweets-jsonl.ts'
import { USERS_CSV } from './users-csv.ts'

export const TOOLS: readonly Format[] = [
  SQLITE,
  NOT_DOWNLOADED,
  STABLOG_JSON,
  MUSEUM_JSON,
  SPIDER_JSON,
  ARCHIVER_JSON,
  CRAWLER_JSON,
  TWEETS_JSONL,
  CRAWLER_CSV,
  SPIDER_CSV,
  USERS_CSV,
  OCTOMAN_HTML,
  SIDE_FILES,
]
