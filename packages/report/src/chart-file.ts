import type { Chart } from '@outgrow/harness/experiment-result';
import { chart } from './chart.ts';
import { DARK, LIGHT } from './page-style.ts';

/** A chart as an SVG file that stands by itself, as a picture in a README: light or dark as its reader's system is. */
export function chartFile(wanted: Chart): string {
  const svg = chart(wanted);
  const style = `<style>svg { ${LIGHT} color: var(--ink); background: var(--paper); font-family: system-ui, sans-serif; } text { white-space: pre; }
@media (prefers-color-scheme: dark) { svg { ${DARK} } }</style>`;
  const start = svg.indexOf('>') + 1;
  const head = svg.slice(0, start);
  const namespace = head.includes('xmlns=') ? '' : ' xmlns="http://www.w3.org/2000/svg"';
  // Without a frame of its own, words would stand at the very edge of the picture.
  const roomy = head.replace(
    /viewBox="0 0 ([\d.]+) ([\d.]+)"/,
    (_, width, height) => `viewBox="-12 -12 ${Number(width) + 24} ${Number(height) + 24}"`,
  );
  return `${roomy.slice(0, -1)}${namespace}>${svg.slice(start).replace(/<\/svg>$/, () => `${style}</svg>`)}\n`;
}
