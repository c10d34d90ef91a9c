/**
 * Colours come in sets, keep a contrast of at least 4.5:1, and never carry meaning alone: signs and words do. Good is
 * a blue-green and bad an orange, which the colour-blind tell apart as well.
 */
const LIGHT = `--bg:#fff;--soft:#f4f7fa;--raised:#fff;--fg:#17212b;--muted:#4d5b69;--line:#d3dce5;--link:#0a55b0;--ok:#00665c;--bad:#a83f00;--warn:#735200;--okbg:#e3f4f1;--badbg:#fdeee4;--warnbg:#fbf3da;--awaited:#9fb3c8;--heat-1:#eaf2fc;--heat-2:#d5e5f8;--heat-3:#bfd7f3;--heat-4:#a8c8ee;--mark:#e8f1fd;--shadow:0 1px 2px #0f1a2414,0 2px 8px #0f1a240a`
const DARK = `--bg:#0e141a;--soft:#151d25;--raised:#19222b;--fg:#e4ebf2;--muted:#a3b3c2;--line:#2d3a46;--link:#7dbaff;--ok:#5fd6c2;--bad:#ff9e66;--warn:#ecc963;--okbg:#0d2c2a;--badbg:#3a2013;--warnbg:#33290c;--awaited:#5d7187;--heat-1:#16242f;--heat-2:#1a3044;--heat-3:#1e3d5b;--heat-4:#234a72;--mark:#1b2f47;--shadow:none`
const CONTRAST = `--bg:#000;--soft:#000;--raised:#000;--fg:#fff;--muted:#fff;--line:#fff;--link:#8cf;--ok:#6ff;--bad:#fb0;--warn:#ff0;--okbg:#000;--badbg:#000;--warnbg:#000;--awaited:#999;--heat-1:#000;--heat-2:#001a33;--heat-3:#00264d;--heat-4:#003366;--mark:#003a70;--shadow:none`

export const COLOURS = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
@media (prefers-contrast:more){:root{${CONTRAST};color-scheme:dark}}
:root[data-theme=light]{color-scheme:light;${LIGHT}}
:root[data-theme=dark]{color-scheme:dark;${DARK}}
:root[data-theme=contrast]{color-scheme:dark;${CONTRAST}}
`
