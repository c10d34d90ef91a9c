/** Colours come in pairs for light and dark, keep a contrast of at least 4.5:1, and never carry meaning alone. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--muted:#57606a;--line:#d0d7de;--soft:#f6f8fa;--ok:#0a6640;--bad:#a4133c;--warn:#7a4d00;--link:#0550ae;--badbg:#fdecef;--okbg:#e9f7ef;--warnbg:#fff5e0}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){--bg:#0f1419;--fg:#e6edf3;--muted:#9da7b3;--line:#30363d;--soft:#161b22;--ok:#56d39a;--bad:#ff8fa3;--warn:#f0b95a;--link:#79b8ff;--badbg:#3a141c;--okbg:#0f2b1e;--warnbg:#33260c}}
:root[data-theme=dark]{color-scheme:dark;--bg:#0f1419;--fg:#e6edf3;--muted:#9da7b3;--line:#30363d;--soft:#161b22;--ok:#56d39a;--bad:#ff8fa3;--warn:#f0b95a;--link:#79b8ff;--badbg:#3a141c;--okbg:#0f2b1e;--warnbg:#33260c}
:root[data-theme=light]{color-scheme:light}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1400px;padding:0 20px 40px;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header{border-bottom:1px solid var(--line);margin-bottom:20px;position:relative}header button{position:absolute;right:0;top:18px}
h1{margin:16px 0 0;font-size:28px}h2{font-size:20px;margin:28px 0 6px}h3{font-size:16px;margin:8px 0}
a{color:var(--link)}code{font:0.9em ui-monospace,monospace;overflow-wrap:anywhere}
.muted{color:var(--muted)}
.band{border:1px solid var(--line);border-left:8px solid;border-radius:6px;padding:4px 18px 10px;background:var(--soft)}
.band.holds{border-left-color:var(--ok)}.band.broken{border-left-color:var(--bad)}.band.inconclusive{border-left-color:var(--warn)}
.band h2{margin-top:10px}
table{border-collapse:collapse;width:100%}caption{text-align:left;color:var(--muted)}
th,td{text-align:left;vertical-align:top;padding:6px 10px;border-bottom:1px solid var(--line);font-weight:400}
thead th{color:var(--muted);font-size:14px}thead th,td{overflow-wrap:normal}table.promises td{overflow-wrap:anywhere}
.mark{font-weight:600;white-space:nowrap}.mark.holds{color:var(--ok)}.mark.broken{color:var(--bad)}.mark.inconclusive{color:var(--warn)}
tr.never{color:var(--warn)}
.columns{display:flex;flex-wrap:wrap;gap:24px}.columns>div{flex:1 1 320px;min-width:0}
details.run{border:1px solid var(--line);border-radius:6px;padding:8px 16px;margin:12px 0}
details.run>summary{cursor:pointer}details.run>summary h3{display:inline}
.diagram{overflow:auto;max-height:70vh;border:1px solid var(--line);border-radius:6px;background:var(--bg);margin:10px 0}
svg text{font:11.5px ui-monospace,monospace;fill:var(--fg)}
svg .lane{stroke:var(--line)}svg .lane-name{font-weight:700}
svg .clock{fill:var(--muted);font-size:10.5px}
svg .message line{stroke:var(--link);stroke-width:1.3}svg .head{fill:var(--link)}
svg .local circle{fill:var(--muted)}
svg .fault rect{fill:var(--badbg);stroke:var(--bad)}svg .fault text{fill:var(--bad);font-weight:700}
svg .current line{stroke-width:3}svg .current text{font-weight:700}
ol.steps{padding-left:52px}li.step{border-left:3px solid var(--line);padding:2px 12px;margin:2px 0}
li.step p{margin:2px 0}li.step.fault{border-color:var(--bad);background:var(--badbg)}li.step.broken{border-color:var(--bad)}
li.step.current{outline:2px solid var(--link)}
.clock{color:var(--muted);font-variant-numeric:tabular-nums}
.events,.changes{margin:2px 0;padding-left:18px;font-size:14px;color:var(--muted)}
.changes{list-style:none;padding-left:4px}.changes .added code{color:var(--ok)}.changes .removed code{color:var(--bad)}.changes .changed code{color:var(--warn)}
del,ins{overflow-wrap:anywhere;text-decoration:none}del{color:var(--bad)}ins{color:var(--ok)}del::before{content:"- "}ins::before{content:"+ "}
.stepper{position:sticky;top:0;background:var(--bg);padding:8px 0;border-bottom:1px solid var(--line);z-index:1}
button,input{font:inherit;color:inherit;background:var(--soft);border:1px solid var(--line);border-radius:4px;padding:2px 10px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
@media print{.stepper{display:none}.diagram{max-height:none;overflow:visible}}
td:last-child code{white-space:nowrap}
.band table{display:block;overflow-x:auto}
@media (max-width:700px){body{padding:0 10px 30px}th,td{padding:6px 4px}table.promises thead{display:none}table.promises td,table.promises th{display:block;border:0}table.promises tr{display:block;border-bottom:1px solid var(--line)}}
`
