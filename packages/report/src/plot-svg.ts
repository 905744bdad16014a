import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { Markup } from './markup.ts';

const { document } = parseHTML('<!doctype html><html></html>');

export const FONT_SIZE = 13;
/** A drawing is this wide in its own units: narrow enough that its words can still be read on a phone. */
export const WIDTH = 480;
/** What a letter takes, a little more than most fonts need: there is nothing here that could measure one. */
export const LETTER = FONT_SIZE * 0.58;

/** A drawing by Observable Plot as SVG that stands in a page: without style, script or id of its own; its size is the page's affair. */
export function plotSvg(title: string, description: string, options: Plot.PlotOptions): Markup {
  const svg = Plot.plot({ width: WIDTH, ...options, document });
  // The page says it once for all drawings.
  svg.querySelector('style')?.remove();
  for (const name of ['width', 'height']) svg.removeAttribute(name);
  svg.setAttribute('class', 'chart');
  svg.setAttribute('role', 'img');
  svg.setAttribute('font-size', String(FONT_SIZE));
  for (const [name, text] of [
    ['desc', description],
    ['title', title],
  ] as const) {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    element.textContent = text;
    svg.prepend(element);
  }
  const text: string = svg.outerHTML;
  return new Markup(text.replace(LONG_NUMBER, (number) => String(Math.round(Number(number) * 10) / 10)));
}

// A tenth of a unit is finer than a screen shows, and makes a page half as long. Only within attributes that hold places.
const LONG_NUMBER = /(?<= (?:d|x|y|x1|x2|y1|y2|cx|cy|transform)="[^"<>]*)\d+\.\d{2,}(?!\d|em)/g;

/** A place on the drawing itself, in its own units, whatever the scales are. */
export const at = <T>(value: (of: T) => number): { value: (of: T) => number; scale: null } => ({ value, scale: null });
