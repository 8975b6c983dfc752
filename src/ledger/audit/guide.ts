// The Chinese guide that lies in every export: what the files are, and how an outsider checks them. Facts of the log in, text out.
import type { Checkpoint } from './checkpoint.ts'

/** Text of README.zh-CN.md. */
export function guideZh({ head, digest, withheld }: { head: Checkpoint; digest: string; withheld: number }): string {
  return `# 归集审计日志导出

日志:${head.origin}  
事件:${head.size} 条${withheld > 0 ? `(其中 ${withheld} 条属于其他任务,只给出摘要,不含内容)` : ''}  
签名时间:${head.time}

## 怎样核验

1. 准备任意一台装有 Node 20 以上版本的电脑,不需要联网,也不需要安装归集。
2. 在本目录运行:\`node verify.mjs\`
3. 看到“通过”后,把屏幕上的“检查点摘要”与纸质移交文件上印的摘要逐组比对。两者一致,才说明日志自签发之日起未被改动:

\`\`\`
${digest}
\`\`\`

退出码:0 通过;1 不通过(会指出第一处不符);2 无法核验(缺文件等)。

## 文件

| 文件 | 内容 |
|---|---|
| events.jsonl | 每行一条事件,RFC 8785 规范化 JSON;行内字节就是被计算摘要的内容,seq 从 0 起连续无间断 |
| tile/ | SHA-256 默克尔树的分块(C2SP tlog-tiles 格式,RFC 6962 摘要) |
| tile-sm3/ | 同样的事件,SM3(国密)默克尔树的分块 |
| checkpoint | 最新检查点:日志名、事件数、两棵树的根、时间,Ed25519 签名 |
| checkpoints.jsonl | 历次检查点;核验程序确认每一次都与最终日志前后一致 |
| key.pub | 验签公钥(一行一把);请与移交文件上印的公钥比对 |
| manifest.json | 存档文件清单:名称、字节数、SHA-256、SM3 |
| verify.mjs | 核验程序,不依赖任何其他软件,可逐行审阅 |
| verify-proof.mjs | 核验单条稿件的证明文件:\`node verify-proof.mjs 文件.tlog-proof\` |

## 能证明什么,不能证明什么

- 能证明:本导出中的事件完整、连续,与签名的检查点一致;历次检查点之间只增不改。
- 不能单独证明:签名之前登记的内容属实;数据库与密钥同时被掌握的人没有整体重写日志。因此检查点摘要须印在移交文件上,并由另一部门留存。
`
}
