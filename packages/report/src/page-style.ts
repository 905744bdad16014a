import { Markup } from './markup.ts';

/** The looks of a report: light or dark as the reader's system is, and black on white on paper. */
export const pageStyle = new Markup(`
:root { color-scheme: light dark; --ink: #1a2230; --soft: #5b6675; --line: #d5dae1; --paper: #fff; --mark: #1f5fbf; --bad: #b3261e; --good: #1b7f3b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ebf0; --soft: #a0abb9; --line: #37404d; --paper: #12161c; --mark: #7db2ff; --bad: #ff8a80; --good: #6fd08c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 62rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .25rem; }
p, ul { max-width: 46rem; }
.soft { color: var(--soft); }
.bad { color: var(--bad); font-weight: 600; }
.good { color: var(--good); font-weight: 600; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 1rem 0; }
th, td { text-align: left; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
.chart { display: block; width: 100%; max-width: 46rem; height: auto; break-inside: avoid; }
.chart text { fill: var(--ink); }
.chart .tick, .chart .count { fill: var(--soft); }
.chart .grid { stroke: var(--line); stroke-opacity: 1; }
.chart .range { stroke: var(--mark); }
.chart .middle { fill: var(--mark); }
.chart .tail { fill: var(--paper); stroke: var(--mark); }
@media print { :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --mark: #000; --bad: #000; --good: #000; } body { padding: 0; font-size: 11px; } th { white-space: normal; } h2 { break-after: avoid; } }
`);
