// Looks through the shards of the index, newest first, and stops as soon as a screenful is found. Text is only ever set as text.
const form = document.getElementById('search')
const words = document.getElementById('words')
const told = document.getElementById('told')
const found = document.getElementById('found')
const more = document.getElementById('more')
const SCREENFUL = 30
let index = null
let turn = 0

const json = async (url) => {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(String(answer.status))
  return await answer.json()
}

const row = ([title, url, date, column]) => {
  const item = document.createElement('li')
  const link = document.createElement('a')
  const time = document.createElement('time')
  link.href = url
  link.textContent = title
  time.dateTime = date
  time.textContent = index.columns[column] ? `${index.columns[column]} ${date}` : date
  item.append(link, time)
  return item
}

const search = async (terms, from, mine) => {
  let hits = 0
  let shard = from
  for (; shard < index.shards.length && hits < SCREENFUL; shard += 1) {
    const rows = await json(index.shards[shard].file)
    if (mine !== turn) return
    for (const entry of rows) {
      const text = `${entry[0]} ${entry[4]}`.toLowerCase()
      if (!terms.every((term) => text.includes(term))) continue
      hits += 1
      found.append(row(entry))
    }
  }
  found.hidden = found.children.length === 0
  more.hidden = shard >= index.shards.length
  more.onclick = () => void run(terms, shard)
  told.textContent =
    found.hidden && more.hidden ? '没有找到符合的稿件。' : `找到 ${found.children.length} 篇${more.hidden ? '。' : '，还可继续查找。'}`
}

const run = async (terms, from) => {
  turn += 1
  if (from === 0) found.replaceChildren()
  told.textContent = '正在查找…'
  try {
    index ??= await json('/search/data/index.json')
    await search(terms, from, turn)
  } catch {
    told.textContent = '搜索暂时不可用，请按年份浏览。'
  }
}

const start = () => {
  const terms = words.value.toLowerCase().split(/\s+/).filter(Boolean)
  if (terms.length > 0) void run(terms, 0)
}

form.hidden = false
words.value = new URLSearchParams(location.search).get('q') ?? ''
form.addEventListener('submit', (event) => {
  event.preventDefault()
  history.replaceState(null, '', `?q=${encodeURIComponent(words.value)}`)
  start()
})
start()
