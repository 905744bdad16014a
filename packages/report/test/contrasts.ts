/** What of a page's colours is to be told apart: a text or a line, and what it stands on. */
export interface OnGround {
  what: string;
  color: string;
  ground: string;
}

/** Run within the page: every visible text and every line of a series, as the browser draws them. */
export function coloursInPage(): { texts: OnGround[]; lines: OnGround[] } {
  const all = [...document.querySelectorAll('body *')].filter((element) => element.getClientRects().length > 0);
  const ground = (element: Drawn | null): string => {
    for (let at = element; at !== null; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (!/^rgba\(.*, 0\)$/.test(backgroundColor)) return backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  const ownText = (element: Drawn): string =>
    [...element.childNodes]
      .filter(({ nodeType }) => nodeType === 3)
      .map(({ textContent }) => textContent?.trim())
      .join('');
  const isSvgText = (element: Drawn): boolean => element.closest('svg text') !== null;
  return {
    texts: all
      .filter((element) => ownText(element) !== '')
      .map((element) => {
        const style = getComputedStyle(element);
        return { what: ownText(element), color: isSvgText(element) ? style.fill : style.color, ground: ground(element) };
      }),
    lines: [...document.querySelectorAll('svg [aria-label=line], svg [aria-label=dot]')].map((element) => {
      const { stroke, fill } = getComputedStyle(element);
      const color = stroke === 'none' ? fill : stroke;
      return { what: element.getAttribute('aria-label') ?? '', color, ground: ground(element) };
    }),
  };
}

/** The contrast of two colours by WCAG 2, from 1 to 21. */
export function contrast({ color, ground }: OnGround): number {
  const [one, other] = [luminance(color), luminance(ground)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function luminance(color: string): number {
  const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(color)?.slice(1);
  if (!parts) throw new Error(`${color} is no opaque colour`);
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// As much of the browser as is used here: its own types would be known to all of the project.
interface Drawn {
  parentElement: Drawn | null;
  childNodes: Iterable<{ nodeType: number; textContent: string | null }>;
  closest(selector: string): Drawn | null;
  getClientRects(): { length: number };
  getAttribute(name: string): string | null;
}
declare const document: { querySelectorAll(selector: string): Iterable<Drawn> };
declare const getComputedStyle: (element: Drawn) => { backgroundColor: string; color: string; fill: string; stroke: string };
