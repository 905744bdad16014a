import type { Trial } from '@outgrow/harness/experiment-result';
import { checkedOf, type Violation } from './checked.ts';
import { counted, whole } from './figures.ts';
import { html, type Markup } from './markup.ts';

/** What the checkers say over all trials: anomalies, declared gaps, and trials that count for nothing. */
export function checkedSection(trials: readonly Trial[]): Markup {
  const { anomalies, gaps, records, checkers, found, invalid, unchecked } = checkedOf(trials);
  const looked = `${counted(checkers, 'checker')} went over ${counted(trials.length, 'trial')} and ${counted(records, 'record')}`;
  return html`<p>${
    anomalies === 0
      ? html`<span class="good">No anomaly:</span> ${looked}.`
      : html`<span class="bad">${counted(anomalies, 'anomaly', 'anomalies')}</span>: ${looked}.`
  }</p>
${list(found.anomalies)}${gaps > 0 && html`<p>${counted(gaps, 'violation')} of what the stage does not promise (gaps).</p>\n`}${list(found.gaps)}${
  invalid.length + unchecked.length > 0 &&
  html`<p class="bad">Counting for nothing, ${whole(invalid.length + unchecked.length)} of ${counted(trials.length, 'trial')}:</p>
<ul>${invalid.map(({ trial, why }) => html`<li>${trial}: ${why}</li>\n`)}${unchecked.map((trial) => html`<li>${trial}: no checker saw it</li>\n`)}</ul>
`
}`;
}

const list = (violations: readonly Violation[]): Markup | false =>
  violations.length > 0 && html`<ul>${violations.map(violation)}</ul>\n`;

function violation({ checker, count, trials, guarantee, worst }: Violation): Markup {
  const rest = worst.count - worst.first.length;
  return html`<li><b>${checker}</b>${guarantee !== undefined && ` (of the guarantee ${guarantee})`}: ${whole(count)} in ${counted(trials, 'trial')}. In ${worst.trial}: ${worst.says}
${
  worst.first.length > 0 &&
  html`<details><summary>the first of them</summary><ul>${worst.first.map((line) => html`<li>${line}</li>\n`)}${rest > 0 && html`<li>and ${whole(rest)} more</li>`}</ul></details>`
}</li>
`;
}
