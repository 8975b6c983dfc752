// The table of all commands, in the order of help. docs/cli.md tells the same; a test compares them.
import type { Said } from '../domain/words.ts'
import { auditCommands } from './audit.ts'
import { checkCommand } from './check.ts'
import type { Command } from './command.ts'
import { approveCommand, decisionCommands, retryCommand } from './decisions.ts'
import { failuresCommand } from './failures.ts'
import { itemsCommand } from './items.ts'
import { jobStateCommands } from './job-states.ts'
import { previewCommand } from './preview.ts'
import { renormalizeCommand } from './renormalize.ts'
import { runCommand } from './run.ts'
import { schedulesCommand } from './schedules.ts'
import { serveCommand } from './serve.ts'
import { serviceCommands } from './services.ts'
import { showCommand } from './show.ts'
import { statusCommand } from './status.ts'
import { workerCommand } from './worker.ts'

/** Prepare, run, look, decide, prove, keep house. */
export const COMMANDS: readonly Command[] = [
  checkCommand, previewCommand, runCommand, workerCommand, ...jobStateCommands, renormalizeCommand,
  statusCommand, itemsCommand, showCommand, failuresCommand, schedulesCommand, serveCommand,
  approveCommand, ...decisionCommands, retryCommand, ...auditCommands, ...serviceCommands,
]

/** Commands of two words share a first one. */
export const FIRST_WORDS: Readonly<Record<string, Said>> = {
  audit: { zh: '审计日志: verify 核验 · export 导出 · proof 单篇存证', en: 'The audit log: verify · export · proof' },
  services: { zh: '内置数据库: start 启动 · stop 停止 · status 状态', en: 'The embedded database: start · stop · status' },
}

/** Options that every command has. */
export const COMMON_OPTIONS: readonly { readonly flags: string; readonly about: Said }[] = [
  { flags: '--json', about: { zh: '标准输出只有一个 JSON 对象', en: 'One JSON object on stdout, everything else on stderr' } },
  { flags: '--data <dir>', about: { zh: '数据目录(或环境变量 GUIJI_DATA)', en: 'Data folder (or GUIJI_DATA)' } },
]
