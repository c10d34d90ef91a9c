/** The page as it stands without scripts: text, tables, the band, the diagram; and on paper. */
export const DOCUMENT = `
*{box-sizing:border-box}
html{font-size:clamp(15px,.25vw + 12px,21px);scroll-padding-top:12px}
body{margin:0 auto;max-width:min(96vw,2200px);padding:0 12px 40px;background:var(--bg);color:var(--fg);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--bg);z-index:9}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 16px;padding:12px 0 8px}header p{margin:0;color:var(--muted);flex:1}
h1{margin:0;font-size:1.25rem;letter-spacing:-.01em}h2{font-size:1.15rem;margin:28px 0 6px}h3{font-size:1rem;margin:8px 0}.host h3,.waiting h3{font-size:.9rem;margin:0}
a{color:var(--link)}code,pre,kbd{font:.88em ui-monospace,monospace;overflow-wrap:anywhere}
.muted,caption{color:var(--muted)}small{font-size:.82em}
.band{border:1px solid var(--line);border-left:6px solid;border-radius:8px;padding:10px 20px 12px;margin:6px 0 14px;background:var(--soft)}
.band.holds{border-left-color:var(--ok)}.band.broken{border-left-color:var(--bad)}.band.inconclusive{border-left-color:var(--warn)}
.band>h2{margin:0;font-size:1.5rem;line-height:1.25}.band.holds>h2 span{color:var(--ok)}.band.broken>h2 span{color:var(--bad)}.band.inconclusive>h2 span{color:var(--warn)}
.band .of{margin:0;color:var(--muted)}
.facts{margin:6px 0;padding:0;list-style:none}.facts li{margin:2px 0}
summary{cursor:pointer;color:var(--link);width:fit-content}
.lessons{list-style:none;margin:12px 0 0;padding:0;display:grid;gap:8px}
.lessons li{display:flex;gap:14px;align-items:baseline;background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:8px 14px;box-shadow:var(--shadow)}
.lessons h3,.lessons p{margin:0}.lessons h3{font-weight:600}.lessons .luck{flex:0 0 5.2em;font-weight:700;color:var(--bad)}
table{border-collapse:collapse;width:100%}caption{text-align:left}
th,td{text-align:left;vertical-align:top;padding:5px 10px 5px 0;border-bottom:1px solid var(--line);font-weight:400}
thead th{color:var(--muted);font-size:.88em;overflow-wrap:normal}td{overflow-wrap:normal}table.promises td{overflow-wrap:anywhere}
.mark{font-weight:600;white-space:nowrap}.mark.holds{color:var(--ok)}.mark.broken{color:var(--bad)}.mark.inconclusive{color:var(--warn)}
tr.never,tr.never *{color:var(--warn)}
.columns{display:flex;flex-wrap:wrap;gap:24px}.columns>div{flex:1 1 300px;min-width:0}
.witnesses{columns:22em;list-style:none;padding:0}.witnesses .holds::marker{color:var(--ok)}
.wide{overflow-x:auto}.heatmap{width:auto}.heatmap th,.heatmap td{padding:3px 10px;border:1px solid var(--line);white-space:nowrap;overflow-wrap:normal}
.heat{text-align:right}.heat.none{text-align:center;color:var(--muted)}.heat-1{background:var(--heat-1)}.heat-2{background:var(--heat-2)}.heat-3{background:var(--heat-3)}.heat-4{background:var(--heat-4)}
.diagram{overflow:auto;max-height:70vh;border:1px solid var(--line);border-radius:6px;background:var(--bg)}
svg text{font:11px ui-monospace,monospace;fill:var(--fg)}
svg .lane{stroke:var(--line)}svg .lane-name{font-weight:700}svg .clock{fill:var(--muted);font-size:10px}
svg .message line,svg .refused line{stroke:var(--link);stroke-width:1.3}svg .head{fill:var(--link)}
svg .refused line,svg .cross{stroke:var(--bad)}svg .cross{stroke-width:2;fill:none}svg .refused text:not(.clock){fill:var(--bad)}
svg .local circle{fill:var(--muted)}svg .world text{font-style:italic}
svg .fault rect{fill:var(--badbg);stroke:var(--bad)}svg .fault text:not(.clock){fill:var(--bad);font-weight:700}
.steps-static{padding-left:52px}.steps-static li{border-left:3px solid var(--line);padding:2px 12px;margin:2px 0}.steps-static p{margin:2px 0}
.steps-static .fault{border-color:var(--bad);background:var(--badbg)}.steps-static .broken{border-color:var(--bad)}
.clock{color:var(--muted);font-variant-numeric:tabular-nums}
.changes{list-style:none;margin:2px 0;padding:0 0 0 4px;font-size:.9em}.added code{color:var(--ok)}.removed code{color:var(--bad)}.changed code{color:var(--warn)}
del,ins{overflow-wrap:anywhere;text-decoration:none}del{color:var(--bad)}ins{color:var(--ok)}del::before{content:"- "}ins::before{content:"+ "}
button,input,select{font:inherit;font-size:.92em;color:inherit;background:var(--soft);border:1px solid var(--line);border-radius:5px;padding:2px 9px;max-width:100%}
button{cursor:pointer}button:hover:not(:disabled){border-color:var(--link)}button:disabled{cursor:default;opacity:.6}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
:root[data-live] .static{display:none}
@media print{:root{color-scheme:light}:root[data-live] .static{display:block}#explorer,#controls,.skip{display:none}.diagram{max-height:none;overflow:visible}.diagram svg{max-width:100%;height:auto}details::details-content{content-visibility:visible}.lessons li{box-shadow:none;break-inside:avoid}tr{break-inside:avoid}}
@media (max-width:700px){th,td{padding:5px 6px 5px 0}.lessons li{display:block}.band{padding:8px 12px}table.promises thead{display:none}table.promises td,table.promises th{display:block;border:0}table.promises tr{display:block;border-bottom:1px solid var(--line);padding:6px 0}.fine table{display:block;overflow-x:auto}}
`
