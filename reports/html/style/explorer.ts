/** Stepping through a run. */
export const EXPLORER = `
.explorer{border-top:1px solid var(--line)}
.confirm{padding:6px 14px;border-radius:6px;background:var(--soft);color:var(--muted)}.confirm.confirmed{background:var(--okbg);color:var(--ok)}.confirm.doubted{background:var(--badbg);color:var(--bad)}.confirm ul{margin:4px 0}
.run-head{display:flex;flex-wrap:wrap;gap:4px 20px;align-items:baseline}.run-head p{flex:1 1 100%;margin:2px 0}.run-head .why{margin:0;padding-left:20px;color:var(--bad)}.run-head select{max-width:min(60ch,80vw)}
.stepper{display:flex;flex-wrap:wrap;gap:6px;align-items:center;position:sticky;top:0;z-index:3;background:var(--bg);padding:8px 0;border-bottom:1px solid var(--line)}
.stepper input[type=range]{flex:1 1 180px;padding:0;accent-color:var(--link)}.stepper output{font-variant-numeric:tabular-nums;min-width:15em}
.strip{display:grid;grid-template-columns:minmax(0,22em) 1fr;gap:0 10px;margin:8px 0}.strip{max-height:176px;overflow-y:auto}.strip>p{grid-column:1/-1;margin:2px 0;font-size:.88em}.key{border-left:12px solid;padding-left:5px}.key.lost{border-color:var(--bad)}.key.awaited{border-color:var(--awaited)}
.strip-names{list-style:none;margin:0;padding:0;font-size:12px;line-height:16px}.strip-names li{height:16px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.strip-names button{all:unset;cursor:pointer;color:var(--link);line-height:16px}.strip-names button:focus-visible{outline:2px solid var(--link);outline-offset:-2px}.strip-names .first button{font-weight:700}
.strip-chart{width:100%;cursor:pointer;background:var(--soft);border-radius:3px}.strip-chart .kept{fill:var(--line)}.strip-chart .lost,.strip-chart .fault{fill:var(--bad)}.strip-chart .awaited{fill:var(--awaited)}.strip-chart .cursor{fill:var(--link);opacity:.5}
.columns-2{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:16px;margin-top:10px}
.search{display:flex;flex-wrap:wrap;gap:6px 14px;align-items:center;margin:0 0 6px}.search input[type=search]{width:13em}
.steps{height:min(64vh,720px);overflow-y:auto;border:1px solid var(--line);border-radius:6px}.steps-space{position:relative}
.step{position:absolute;left:0;right:0;height:46px;padding:2px 10px;border-left:4px solid transparent;border-bottom:1px solid var(--line);cursor:pointer;font-size:13px;line-height:20px;overflow:hidden;white-space:nowrap}
.step .what{display:block;overflow:hidden;text-overflow:ellipsis}.step .count{float:right;color:var(--muted)}.step .check{margin-left:8px}.check.same{color:var(--ok)}.check.differs{color:var(--bad);font-weight:700}
.step.fault{border-left-color:var(--bad);background:var(--badbg)}.step.fault .what,.step.broken .what{color:var(--bad);font-weight:600}.step.current{background:var(--mark);border-left-color:var(--link)}
.tabs{display:flex;flex-wrap:wrap;gap:2px;border-bottom:1px solid var(--line)}.tabs button{border:0;border-bottom:3px solid transparent;border-radius:5px 5px 0 0;background:none;padding:4px 10px}.tabs [aria-selected=true]{border-bottom-color:var(--link);font-weight:600}
#panel{height:min(64vh,720px);overflow:auto;padding:6px 4px 12px}#panel h3:first-child{margin-top:2px}
.switch{display:flex;flex-wrap:wrap;gap:6px;align-items:center;margin:6px 0}[aria-pressed=true]{background:var(--mark);border-color:var(--link)}
.events,.doing,.guards{padding-left:18px;margin:4px 0;font-size:.92em}.tag{border:1px solid var(--line);border-radius:9px;padding:0 7px;margin-left:6px;font-size:.8em;font-weight:400;color:var(--muted);white-space:nowrap}.tag.bad,.tag.ready-False,.tag.ready-Unknown{color:var(--bad);border-color:var(--bad)}.tag.ready-True{color:var(--ok)}
.fields{font-size:.92em;margin:6px 0}.fields dt{margin-top:6px;font-weight:600}.fields dd{margin:0 0 0 12px}.sign{display:inline-block;width:1em;font-weight:700}
.yaml{margin:8px 0}.yaml figcaption{font-weight:600;font-size:.92em}.yaml pre{margin:2px 0;padding:6px 10px;background:var(--soft);border:1px solid var(--line);border-radius:6px;overflow-x:auto}.yaml .plus{background:var(--okbg);color:var(--ok)}.yaml .minus{background:var(--badbg);color:var(--bad)}
#panel .diagram{max-height:100%}.diagram .lanes{position:sticky;top:0;display:block;background:var(--soft);border-bottom:1px solid var(--line)}.diagram svg{display:block}svg .row{fill:transparent;stroke:none;cursor:pointer}svg .current .row,svg .fault.current .row{fill:var(--mark)}svg .fault .row{fill:transparent;stroke:none}
.chain{list-style:none;padding:0;margin:8px 0}.link{position:relative;padding:3px 0 3px 22px;border-left:2px solid var(--line);margin-left:8px;font-size:.92em}.link::before{content:"";position:absolute;left:-6px;top:11px;width:10px;height:10px;border-radius:50%;background:var(--muted)}.link.fault::before,.link.refusal::before{background:var(--bad)}.link.watch::before{background:var(--ok)}.link.request::before{background:var(--link)}.link .role{display:inline-block;min-width:7em;margin-left:8px;color:var(--muted)}.link.fault .role,.link.refusal .role{color:var(--bad);font-weight:600}
.belief th,.belief td{font-size:.85em;white-space:nowrap}.stale{color:var(--bad);font-weight:600}
.ask{display:flex;gap:8px;align-items:baseline}.ask input{flex:1;font-family:ui-monospace,monospace}.trouble{color:var(--bad)}
.values{list-style:none;padding:0;font-size:.92em}.values li{border-left:4px solid var(--line);padding:2px 8px}.values .yes{border-left-color:var(--ok)}.values .current{background:var(--mark)}
.sides td{width:50%;font-size:.88em}.sides .ghost{opacity:.75;font-style:italic;text-decoration:line-through}.sides .alone{background:var(--mark)}.sides .current td{box-shadow:inset 3px 0 var(--link)}
.picture{display:grid;gap:8px;padding:10px;background:var(--soft);border-radius:8px;margin:8px 0;max-height:52vh;overflow:auto}
.hosts{display:grid;grid-template-columns:repeat(auto-fill,minmax(210px,1fr));gap:8px}
.host{background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:6px 9px;transition:border-color .25s,background .25s}.host.off,.host.cut,.host.isolated{border-style:dashed;border-color:var(--bad);background:var(--badbg)}
.taints{margin:0;font-size:11px;color:var(--warn)}.processes{display:flex;flex-wrap:wrap;gap:1px 8px;font-size:11px;color:var(--muted)}.process.down,.process.paused{color:var(--bad)}
.pods{list-style:none;display:flex;flex-wrap:wrap;gap:4px;margin:4px 0 0;padding:0}.pod{font-size:12px;line-height:1.3;padding:2px 7px;border-left:4px solid var(--warn);text-align:left;transition:border-color .25s,background .25s}.pod.is-ready{border-left-color:var(--ok)}.pod.is-going,.pod.is-lying{border-left-color:var(--bad);border-style:dashed}.pod small{color:var(--muted);font-size:1em}
.touched{box-shadow:0 0 0 2px var(--link)}.process.touched{box-shadow:none;color:var(--link);font-weight:700}.stray{font-size:12px;color:var(--warn)}
.tray{display:flex;flex-wrap:wrap;gap:6px 16px;align-items:center;font-size:13px}.waiting{border:1px dashed var(--warn);border-radius:6px;padding:3px 9px}.service{border-left:4px solid var(--ok)}.service.lacking{border-left-color:var(--bad);border-style:dashed}.workload.lacking b{color:var(--bad)}
dialog{background:var(--bg);color:var(--fg);border:1px solid var(--line);border-radius:8px;max-width:min(520px,92vw)}dialog::backdrop{background:#0008}.keys{display:grid;grid-template-columns:auto 1fr;gap:4px 14px}.keys dd{margin:0}kbd{border:1px solid var(--line);border-radius:4px;padding:1px 6px}
@media (prefers-reduced-motion:reduce){*{transition:none!important;scroll-behavior:auto!important}}
@media (max-width:900px){.columns-2,.strip{grid-template-columns:minmax(0,1fr)}.steps,#panel{height:auto;max-height:60vh}.steps{height:46vh}.stepper output{min-width:0}}
`
