import { Markup } from './markup.ts';

export const LIGHT = `--ink: #1a2230; --soft: #5b6675; --line: #d5dae1; --paper: #fff; --raised: #f4f6f9; --mark: #1f5fbf; --bad: #b3261e; --good: #1b7f3b;
  --series-1: #0b63b0; --series-2: #b8430a; --series-3: #00755a; --series-4: #9c3587; --series-5: #7a5c00; --series-6: #4a5560;`;
export const DARK = `--ink: #e7ebf0; --soft: #a0abb9; --line: #37404d; --paper: #12161c; --raised: #1b212a; --mark: #7db2ff; --bad: #ff8a80; --good: #6fd08c;
  --series-1: #7db2ff; --series-2: #ff9a62; --series-3: #4fd1a5; --series-4: #e79bd6; --series-5: #e0c04a; --series-6: #b6c0cc;`;

/** The looks of a page: light or dark as the reader's system is, black on white on paper. The series' colours differ for the colour-blind too. */
export const pageStyle = new Markup(`
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 62rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; margin: 0 0 .25rem; }
h2 { font-size: 1.35rem; line-height: 1.3; margin: 3rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .25rem; }
p, ul, dl, nav { max-width: 46rem; }
a { color: var(--mark); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dt { color: var(--soft); font-weight: 600; }
dd { margin: 0; }
.soft { color: var(--soft); }
.bad { color: var(--bad); font-weight: 600; }
.good { color: var(--good); font-weight: 600; }
.question { font-size: 1.1rem; }
.finding { font-size: 1.15rem; font-weight: 600; border-left: 4px solid var(--mark); padding: .25rem 0 .25rem 1rem; margin: 1.25rem 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 1rem 0; overflow-wrap: normal; }
th, td { text-align: left; padding: .35rem 1.1rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; }
thead th { white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
code { font: .9em ui-monospace, monospace; }
.repeat { display: block; padding: .6rem .8rem; background: var(--raised); white-space: nowrap; overflow-x: auto; }
.name { white-space: nowrap; }
details { margin: .5rem 0; }
details > details { margin-left: 1rem; }
summary { cursor: pointer; }
figure { margin: 1.5rem 0; max-width: 37rem; break-inside: avoid; }
figcaption { font-weight: 600; margin-bottom: .5rem; }
.chart { display: block; width: 100%; max-width: 37rem; height: auto; overflow: visible; break-inside: avoid; }
.chart text { white-space: pre; }
@media (max-width: 40rem) { body { padding: 1rem 1rem 3rem; } dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }
@media print { :root { color-scheme: light; font-size: 11px; ${LIGHT} --ink: #000; --soft: #444; --bad: #000; --good: #000; --mark: #000; } body { padding: 0; max-width: none; } p, ul, dl, nav { max-width: none; } .repeat { white-space: normal; } thead th { white-space: normal; } h2, h3, figcaption { break-after: avoid; } figure { max-width: 110mm; } .bad { text-decoration: underline; } }
`);
