// The thread that reads attached files: bytes and a name in, words out, one file at a time. Its owner ends it when a file takes too long.
import { parentPort } from 'node:worker_threads'
import { readFile } from './read-file.ts'

parentPort?.on('message', ({ bytes, name }: { bytes: Uint8Array; name: string }) => {
  void readFile(bytes, name).then((text) => parentPort?.postMessage(text, []))
})
