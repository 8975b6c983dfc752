// Makes the print button work and remembers the reader's letter size. Pages are whole without it.
const print = document.getElementById('print')
if (print) {
  print.hidden = false
  print.addEventListener('click', () => window.print())
}
const sizes = [...document.querySelectorAll('input[name="size"]')]
const kept = () => {
  try {
    return localStorage.getItem('size')
  } catch {
    return null
  }
}
for (const size of sizes) {
  if (size.value === kept()) size.checked = true
  size.addEventListener('change', () => {
    try {
      localStorage.setItem('size', size.value)
    } catch {
      // A browser that keeps nothing still shows the size chosen on this page.
    }
  })
}
