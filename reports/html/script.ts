/** Stepping through a run. Everything it needs is in the page already; without it the page is complete. */
export const SCRIPT = `
(() => {
  const $ = (root, q) => [...root.querySelectorAll(q)]
  for (const run of $(document, 'details.run')) {
    const steps = $(run, 'li.step'), marks = new Map()
    for (const g of $(run, 'g[data-step]')) (marks.get(g.dataset.step) ?? marks.set(g.dataset.step, []).get(g.dataset.step)).push(g)
    const bar = run.querySelector('.stepper'), out = bar.querySelector('output')
    bar.hidden = false
    let at = -1
    const visible = () => steps.filter((s) => !s.hidden)
    const show = (i, scroll) => {
      const list = visible()
      if (list.length === 0) return
      at = Math.max(0, Math.min(list.length - 1, i))
      for (const c of $(run, '.current')) c.classList.remove('current')
      const step = list[at]
      step.classList.add('current')
      for (const g of marks.get(step.dataset.step) ?? []) g.classList.add('current')
      if (scroll) history.replaceState(null, '', '#' + run.id + '/' + step.dataset.step)
      out.textContent = 'step ' + step.dataset.step + ' of ' + (steps.length - 1)
      if (scroll) step.scrollIntoView({ block: 'nearest' })
    }
    for (const b of $(bar, '[data-go]')) b.addEventListener('click', () => show(at + Number(b.dataset.go), true))
    const filter = () => {
      const text = bar.querySelector('[data-filter]').value.toLowerCase()
      const only = bar.querySelector('[data-only]').checked
      for (const s of steps) s.hidden = (only && !s.querySelector('.changes') && !s.classList.contains('fault')) || (text !== '' && !s.textContent.toLowerCase().includes(text))
      show(0, false)
    }
    for (const i of $(bar, 'input')) i.addEventListener('input', filter)
    run.addEventListener('keydown', (e) => {
      if (e.target instanceof HTMLInputElement || e.altKey || e.ctrlKey || e.metaKey) return
      // Arrows, Home and End scroll a diagram that has the focus; j and k step there too.
      if (e.key.length > 1 && e.target.closest('.diagram')) return
      const go = { ArrowRight: 1, j: 1, ArrowLeft: -1, k: -1 }[e.key]
      if (go !== undefined) { show(at + go, true); e.preventDefault() }
      if (e.key === 'Home') { show(0, true); e.preventDefault() }
      if (e.key === 'End') { show(Infinity, true); e.preventDefault() }
    })
    run.addEventListener('go', (e) => show(visible().findIndex((s) => s.dataset.step === e.detail), true))
    // A click on a step gives it the keys. Not on the run: Chromium lets no Tab into details with a tabindex of -1.
    run.querySelector('ol.steps').tabIndex = -1
  }
  for (const b of document.querySelectorAll('[data-theme-switch]')) {
    b.hidden = false
    b.addEventListener('click', () => {
      const root = document.documentElement
      const isDark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
      root.dataset.theme = isDark ? 'light' : 'dark'
    })
  }
  for (const b of document.querySelectorAll('[data-copy]')) b.addEventListener('click', () => navigator.clipboard.writeText(b.dataset.copy))
  const open = () => {
    const [id, step] = location.hash.slice(1).split('/')
    const t = document.getElementById(id)
    if (!(t instanceof HTMLDetailsElement)) return
    t.open = true
    t.scrollIntoView()
    if (step !== undefined) t.dispatchEvent(new CustomEvent('go', { detail: step }))
  }
  addEventListener('hashchange', open); open()
})()
`
