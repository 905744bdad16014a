import { html, type Markup } from './markup.ts';

/** A table that scrolls by itself where it is wider than the page. */
export function markupTable(
  head: readonly string[],
  rows: readonly (readonly (string | Markup)[])[],
  isNumber: (at: number) => boolean = () => false,
): Markup {
  const look = (at: number) => isNumber(at) && html` class="number"`;
  return html`<div class="wide"><table>
<thead><tr>${head.map((name, at) => html`<th scope="col"${look(at)}>${name}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${row.map((cell, at) => html`<td${look(at)}>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>
`;
}

/** Names and what they stand for. Those that stand for nothing are left out. */
export const markupFacts = (facts: readonly (readonly [string, string | Markup])[]): Markup =>
  html`<dl>
${facts.filter(([, value]) => value !== '').map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
`;
