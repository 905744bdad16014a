import * as Plot from '@observablehq/plot';
import { at, FONT_SIZE, LETTER, WIDTH } from './plot-svg.ts';
import type { SeriesLook } from './series-look.ts';

interface Named {
  name: string;
  look: SeriesLook;
}

const ROW = FONT_SIZE * 1.5;
const SAMPLE = 26;
const GAP = 18;

/** What each series looks like, in rows above the drawing; `height` is what they take. */
export function chartLegend(series: readonly Named[], note?: string): { marks: Plot.Markish[]; height: number } {
  const rows: { text: string; look?: SeriesLook; x: number; y: number; room: number }[] = [];
  let [x, y] = [0, ROW / 2];
  for (const { name, look } of series) {
    const width = SAMPLE + 6 + name.length * LETTER;
    if (x > 0 && x + width > WIDTH) [x, y] = [0, y + ROW];
    rows.push({ text: name, look, x, y, room: WIDTH - x - SAMPLE - 6 });
    x += width + GAP;
  }
  if (note !== undefined) {
    y += ROW;
    rows.push({ text: note, x: -SAMPLE - 6, y, room: WIDTH });
  }
  return {
    height: y + ROW / 2,
    marks: rows.flatMap((row) => [
      ...(row.look === undefined ? [] : sample(row.look, row.x, row.y)),
      Plot.text([row], {
        x: at(() => row.x + SAMPLE + 6),
        y: at(() => row.y),
        text: 'text',
        textAnchor: 'start',
        fill: 'currentColor',
        fontSize: FONT_SIZE,
        // Names are cut where they would leave the drawing; its description has them whole.
        lineWidth: row.room / FONT_SIZE,
        textOverflow: 'ellipsis',
      }),
    ]),
  };
}

const sample = ({ color, symbol, dash }: SeriesLook, x: number, y: number): Plot.Markish[] => [
  Plot.link([0], {
    x1: at(() => x),
    y1: at(() => y),
    x2: at(() => x + SAMPLE),
    y2: at(() => y),
    stroke: color,
    strokeWidth: 2,
    ...(dash !== undefined && { strokeDasharray: dash }),
  }),
  ...(dash === undefined ? [Plot.dot([0], { x: at(() => x + SAMPLE / 2), y: at(() => y), symbol, fill: color, r: 4 })] : []),
];
