// A private WordPress for tests, where Debian's packages are installed: MariaDB and PHP-FPM on unix sockets, nginx on a loopback port,
// everything in a folder of its own. In: whether the plugin is there. Out: its address, its users, and how to break and mend its parts.
import { execFile, execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const ROOT = resolve(import.meta.dirname, '../..')
const PLUGIN = join(ROOT, 'src/targets/wordpress/guiji.php')
const DEBIAN = '/usr/share/wordpress'
const fpm = existsSync('/usr/sbin') ? readdirSync('/usr/sbin').find((name) => /^php-fpm\d/.test(name)) : undefined
const runs = (program: string, argument: string): boolean => spawnSync(program, [argument]).status === 0

/** Whether WordPress tests can run here; others use `describe.skipIf(!wordpressHere)` with WORDPRESS_SKIPPED in mind. */
export const wordpressHere =
  existsSync(join(DEBIAN, 'wp-load.php')) && fpm !== undefined && runs('mariadbd', '--version') && runs('nginx', '-v') && runs('php', '-v')

export const WORDPRESS_SKIPPED =
  'WORDPRESS TESTS ARE SKIPPED: wordpress, php-fpm, mariadb or nginx is missing; run scripts/install-test-servers.sh'

type Part = 'php' | 'mariadb' | 'nginx'
export type Role = 'editor' | 'author' | 'contributor' | 'subscriber' | 'administrator'

export interface TestWordpress {
  /** Without a slash at its end. */
  readonly url: string
  readonly folder: string
  readonly users: Readonly<Record<Role, { readonly user: string; readonly password: string }>>
  /** Puts guiji's must-use plugin there, or takes it away. */
  plugin(there: boolean): void
  /** Another must-use plugin, by the PHP code after `<?php`; null takes it away. */
  extra(code: string | null): void
  /** Kills one part as a crash would and starts it again. */
  restart(part: Part): Promise<void>
  kill(part: Part): Promise<void>
  start(part: Part): Promise<void>
  /** Rows of a query, by the table prefix `wp_`; tabs between columns. */
  sql(query: string): Promise<string[][]>
  /** CPU time that its processes have used so far, ms; those that have ended don't count. */
  cpuMs(): number
  close(): Promise<void>
}

export interface WordpressShape {
  readonly plugin?: boolean
  /** PHP processes. Default 4. */
  readonly children?: number
  readonly permalinks?: string
}

interface Site {
  readonly folder: string
  readonly port: number
  readonly children: number
  readonly running: Map<Part, ChildProcess>
}

const asRoot = process.getuid?.() === 0

export async function startWordpress(shape: WordpressShape = {}): Promise<TestWordpress> {
  if (!wordpressHere) throw new Error(WORDPRESS_SKIPPED)
  const folder = mkdtempSync(join(tmpdir(), 'guiji-wordpress-'))
  const site: Site = { folder, port: await freePort(), children: shape.children ?? 4, running: new Map() }
  try {
    watchOver(site)
    const users = await prepare(site)
    writeConfigs(site)
    for (const part of ['php', 'nginx'] as const) await start(site, part)
    const made = handle(site, users)
    if (shape.plugin === true) made.plugin(true)
    if (shape.permalinks !== undefined)
      await made.sql(
        `update wp_options set option_value=if(option_name='rewrite_rules', '', '${shape.permalinks}') where option_name in ('permalink_structure', 'rewrite_rules')`,
      )
    return made
  } catch (error) {
    await end(site)
    throw error
  }
}

function handle(site: Site, users: TestWordpress['users']): TestWordpress {
  const extras = join(site.folder, 'site/wp-content/mu-plugins')
  const put = (name: string, code: string | null) => {
    if (code === null) rmSync(join(extras, name), { force: true })
    else writeFileSync(join(extras, name), code)
  }
  return {
    url: `http://127.0.0.1:${site.port}`,
    folder: site.folder,
    users,
    plugin: (there) => put('guiji.php', there ? readFileSync(PLUGIN, 'utf8') : null),
    extra: (code) => put('extra.php', code === null ? null : `<?php\n${code}`),
    restart: async (part) => {
      await kill(site, part, 'SIGKILL')
      await start(site, part)
    },
    kill: async (part) => await kill(site, part, 'SIGKILL'),
    start: async (part) => await start(site, part),
    sql: async (query) => await sql(site, query),
    cpuMs: () => {
      const masters = [...site.running.values()].map((one) => one.pid ?? 0)
      return [...masters, ...masters.flatMap(childrenOf)].reduce((sum, pid) => sum + cpuOf(pid), 0)
    },
    close: async () => await end(site),
  }
}

/** MariaDB with a fresh WordPress in it, and the site's files. */
async function prepare(site: Site): Promise<TestWordpress['users']> {
  const { folder } = site
  chmodSync(folder, 0o755)
  for (const name of ['db', 'run', 'tmp']) mkdirSync(join(folder, name))
  if (asRoot) execFileSync('chown', ['mysql:', join(folder, 'db')])
  chmodSync(join(folder, 'run'), 0o1777)
  chmodSync(join(folder, 'tmp'), 0o1777)
  const filled = promisify(execFile)('mariadb-install-db', [
    '--no-defaults',
    `--datadir=${folder}/db`,
    // a server that starts removes what others have in a shared one
    `--tmpdir=${folder}/tmp`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...SMALL,
    ...(asRoot ? ['--user=mysql'] : []),
  ])
  copySite(site)
  await filled
  await start(site, 'mariadb')
  await sql(site, 'create database wordpress character set utf8mb4', 'mysql')
  const made = await promisify(execFile)('php', [
    '-d',
    'memory_limit=256M',
    join(ROOT, 'scripts/wordpress/install.php'),
    join(folder, 'site'),
  ])
  if (asRoot) execFileSync('chown', ['-R', 'www-data:', join(folder, 'site/wp-content')])
  return JSON.parse(made.stdout.slice(made.stdout.indexOf('{'))) as TestWordpress['users']
}

function copySite({ folder, port }: Site): void {
  const to = join(folder, 'site')
  cpSync(DEBIAN, to, {
    recursive: true,
    dereference: true,
    filter: (from) => !/wp-content|htaccess|wp-config\.php$/.test(from.slice(DEBIAN.length)),
  })
  for (const name of ['themes/plain', 'mu-plugins', 'uploads', 'plugins']) mkdirSync(join(to, 'wp-content', name), { recursive: true })
  writeFileSync(join(to, 'wp-content/themes/plain/style.css'), '/*\nTheme Name: plain\n*/\n')
  writeFileSync(join(to, 'wp-content/themes/plain/index.php'), THEME)
  writeFileSync(join(to, 'wp-config.php'), config(folder, port))
}

const THEME = `<!doctype html><html><head><meta charset="utf-8"><?php wp_head(); ?></head><body>
<?php while ( have_posts() ) { the_post(); echo '<article><h1>'; the_title(); echo '</h1><time>', get_the_date( 'Y-m-d H:i' ), '</time>'; the_content(); echo '</article>'; } ?>
<?php wp_footer(); ?></body></html>
`

function config(folder: string, port: number): string {
  const values: Readonly<Record<string, string | boolean>> = {
    DB_NAME: 'wordpress',
    DB_USER: 'root',
    DB_PASSWORD: '',
    DB_HOST: `localhost:${folder}/run/mariadb.sock`,
    DB_CHARSET: 'utf8mb4',
    WP_HOME: `http://127.0.0.1:${port}`,
    WP_SITEURL: `http://127.0.0.1:${port}`,
    WP_ENVIRONMENT_TYPE: 'local',
    WP_HTTP_BLOCK_EXTERNAL: true,
    DISABLE_WP_CRON: true,
    AUTOMATIC_UPDATER_DISABLED: true,
    WP_TEMP_DIR: `${folder}/tmp`,
  }
  const lines = Object.entries(values).map(([name, value]) => `define( '${name}', ${typeof value === 'string' ? `'${value}'` : 'true'} );`)
  const salts = ['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'].flatMap((name) => [`${name}_KEY`, `${name}_SALT`])
  return `<?php
${lines.join('\n')}
${salts.map((name) => `define( '${name}', 'of one test ${name} ${folder}' );`).join('\n')}
if ( ! defined( 'WP_DEBUG' ) ) define( 'WP_DEBUG', false );
$table_prefix = 'wp_';
if ( ! defined( 'ABSPATH' ) ) define( 'ABSPATH', __DIR__ . '/' );
require_once ABSPATH . 'wp-settings.php';
`
}

// 2: what was committed outlives the process, and nothing waits for the disk
const SMALL = [
  '--innodb-log-file-size=16M',
  '--innodb-buffer-pool-size=64M',
  '--innodb-flush-log-at-trx-commit=2',
  '--innodb-doublewrite=0',
]

function writeConfigs({ folder, port, children }: Site): void {
  const user = asRoot ? 'user = www-data\ngroup = www-data\nlisten.owner = www-data\n' : ''
  writeFileSync(
    join(folder, 'fpm.conf'),
    `[global]
error_log = ${folder}/run/fpm.log
daemonize = no
[www]
${user}listen = ${folder}/run/fpm.sock
listen.mode = 0666
listen.backlog = 511
pm = static
pm.max_children = ${children}
catch_workers_output = yes
php_admin_value[error_log] = ${folder}/run/php.log
php_admin_value[upload_tmp_dir] = ${folder}/tmp
php_admin_value[memory_limit] = 256M
php_admin_value[post_max_size] = 64M
php_admin_value[upload_max_filesize] = 64M
`,
  )
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off;
worker_processes 1;
${asRoot ? 'user www-data;\n' : ''}pid ${folder}/run/nginx.pid;
error_log ${folder}/run/nginx.log;
events { worker_connections 512; }
http {
  include /etc/nginx/mime.types;
  access_log off;
  keepalive_requests 100000;
  client_max_body_size 64m;
  client_body_temp_path ${folder}/tmp/body;
  fastcgi_temp_path ${folder}/tmp/fastcgi;
  proxy_temp_path ${folder}/tmp/proxy;
  uwsgi_temp_path ${folder}/tmp/uwsgi;
  scgi_temp_path ${folder}/tmp/scgi;
  server {
    listen 127.0.0.1:${port};
    root ${folder}/site;
    index index.php;
    location / { try_files $uri $uri/ /index.php?$args; }
    location ~ \\.php$ {
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_param HTTP_AUTHORIZATION $http_authorization;
      fastcgi_param HTTP_HOST $http_host;
      fastcgi_buffers 16 64k;
      fastcgi_read_timeout 120s;
      fastcgi_pass unix:${folder}/run/fpm.sock;
    }
  }
}
`,
  )
}

function command({ folder }: Site, part: Part): [string, string[]] {
  if (part === 'nginx') return ['nginx', ['-p', folder, '-e', `${folder}/run/nginx.log`, '-c', `${folder}/nginx.conf`]]
  if (part === 'php') {
    const opcache = ['-d', 'opcache.enable=1', '-d', 'opcache.revalidate_freq=0', '-d', 'opcache.memory_consumption=96']
    return [`/usr/sbin/${fpm ?? ''}`, ['-F', ...(asRoot ? ['-R'] : []), '-y', `${folder}/fpm.conf`, ...opcache]]
  }
  const own = [
    `--datadir=${folder}/db`,
    `--socket=${folder}/run/mariadb.sock`,
    `--pid-file=${folder}/run/mariadb.pid`,
    `--tmpdir=${folder}/tmp`,
  ]
  return [
    'mariadbd',
    [
      '--no-defaults',
      ...own,
      '--skip-networking',
      '--skip-log-bin',
      '--performance-schema=off',
      ...SMALL,
      ...(asRoot ? ['--user=mysql'] : []),
    ],
  ]
}

async function start(site: Site, part: Part): Promise<void> {
  const [program, args] = command(site, part)
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000)
  })
  site.running.set(part, child)
  noted(site)
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${program} ended: ${said}`)
    if (await answers(site, part)) return
    await sleep(50)
  }
  throw new Error(`${program} did not come up: ${said}`)
}

async function answers(site: Site, part: Part): Promise<boolean> {
  try {
    if (part === 'php') return existsSync(join(site.folder, 'run/fpm.sock'))
    if (part === 'mariadb') await sql(site, 'select 1', 'mysql')
    else await fetch(`http://127.0.0.1:${site.port}/readme.html`, { redirect: 'manual' })
    return true
  } catch {
    return false
  }
}

async function kill(site: Site, part: Part, signal: NodeJS.Signals): Promise<void> {
  const child = site.running.get(part)
  site.running.delete(part)
  noted(site)
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
  const children = childrenOf(child.pid ?? 0)
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
  // workers of a killed master would go on holding the socket
  for (const pid of children) if (signal === 'SIGKILL') endOne(pid)
  if (part === 'php') rmSync(join(site.folder, 'run/fpm.sock'), { force: true })
}

function endOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it has ended by itself
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    // user and system time, in ticks of 10 ms
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return 0
  }
}

function noted({ folder, running }: Site): void {
  writeFileSync(join(folder, 'pids'), [...running.values()].map((one) => String(one.pid ?? '')).join('\n'))
}

/** A run that is killed can't tidy up: then this ends what it started and removes the folder. */
function watchOver({ folder }: Site): void {
  const script =
    'while kill -0 "$1" 2>/dev/null && [ -d "$2" ]; do sleep 2; done; [ -d "$2" ] || exit 0; kill $(cat "$2/pids"); sleep 3; rm -rf "$2"'
  spawn('sh', ['-c', script, 'sh', String(process.pid), folder], { detached: true, stdio: 'ignore' }).unref()
}

async function end(site: Site): Promise<void> {
  for (const part of ['nginx', 'php', 'mariadb'] as const) await kill(site, part, 'SIGKILL')
  rmSync(site.folder, { recursive: true, force: true })
}

async function sql({ folder }: Site, query: string, database = 'wordpress'): Promise<string[][]> {
  const args = [
    '--no-defaults',
    `--socket=${folder}/run/mariadb.sock`,
    '-u',
    'root',
    '-N',
    '-B',
    '--default-character-set=utf8mb4',
    '-e',
    query,
    database,
  ]
  const { stdout } = await promisify(execFile)('mariadb', args, { maxBuffer: 64 * 1024 * 1024 })
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
