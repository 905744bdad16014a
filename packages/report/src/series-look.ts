import type { SymbolType } from '@observablehq/plot';
import type { Series } from '@outgrow/harness/experiment-result';

/** How a series is told from the others: by its colour, and without colour by its symbol or its dashes. */
export interface SeriesLook {
  /** The colours themselves are the page's: one for light, one for dark, one for paper. */
  color: string;
  symbol: SymbolType;
  /** Absent: a line without gaps. */
  dash?: string;
}

export const COLORS = 6;

const SYMBOLS: readonly SymbolType[] = ['circle', 'square', 'triangle', 'diamond', 'star', 'wye', 'cross'];
const DASHES = ['6 4', '2 3', '9 3 2 3', '12 4', '4 2', '9 3 2 3 2 3', '1 5'];

export const seriesLook = (at: number, as: Series['as']): SeriesLook => ({
  color: `var(--series-${(at % COLORS) + 1})`,
  symbol: SYMBOLS[at % SYMBOLS.length] ?? 'circle',
  ...(as === 'model' && { dash: DASHES[at % DASHES.length] ?? '6 4' }),
});
