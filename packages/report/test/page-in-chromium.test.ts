import { accessSync, constants } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { page } from '../src/page.ts';
import { coloursInPage, contrast } from './contrasts.ts';
import { madeUpExperiment, madeUpTour, madeUpTrial, madeUpVerdict } from './made-up.ts';

const executablePath = onPath(['chromium', 'chromium-browser', 'google-chrome']);
if (executablePath === undefined)
  console.warn('Not tested here: the page in a browser. Install Chromium: apt-get install chromium.');

describe.skipIf(executablePath === undefined)(
  'the page in Chromium (skipped only where none is on PATH)',
  { timeout: 60_000 },
  () => {
    const requested: string[] = [];
    const complaints: string[] = [];
    let folder: string;
    let address: string;
    let browser: Browser;
    let shown: Page;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'outgrow-page-'));
      const file = join(folder, 'report.html');
      address = pathToFileURL(file).href;
      await writeFile(file, page({ tours: [madeUpTour], experiments: results }));
      browser = await chromium.launch({ executablePath: executablePath ?? '', args: FLAGS });
      shown = await browser.newPage({ viewport: { width: 1_000, height: 800 } });
      shown.on('request', (request) => requested.push(request.url()));
      shown.on('console', (message) => complaints.push(message.text()));
      shown.on('pageerror', (error) => complaints.push(error.message));
      await shown.goto(address);
    });
    afterAll(async () => {
      await browser?.close();
      await rm(folder, { recursive: true, force: true });
    });

    test('asks for nothing but itself, and the browser has nothing to say against it', async () => {
      const picture = join(folder, 'page.png');
      await shown.screenshot({ path: picture, fullPage: true });
      const bytes = await readFile(picture);
      expect(bytes.subarray(1, 4).toString()).toBe('PNG');
      // A blank page of this size takes a few thousand.
      expect(bytes.length).toBeGreaterThan(50_000);
      expect(requested).toEqual([address]);
      expect(complaints).toEqual([]);
    });

    test('shows every chart with its axes named', async () => {
      const charts = await shown.locator('figure').all();
      expect(charts).toHaveLength(CHARTS);
      for (const figure of charts) {
        const box = await figure.locator('svg').boundingBox();
        expect(box?.width).toBeGreaterThan(300);
        expect(box?.height).toBeGreaterThan(80);
        expect(await figure.locator('[aria-label="x-axis label"]').textContent()).toMatch(/\(.+\)/);
        expect(await figure.locator('[aria-label="y-axis tick label"] text').count()).toBeGreaterThan(1);
      }
      const named = await shown.locator('text[aria-label="y-axis label"]').allTextContents();
      expect(named).toHaveLength(CHARTS - 1);
      for (const label of named) expect(label).toMatch(/^↑ \S/);
    });

    test('writes no two words of a chart over one another', async () => {
      for (const figure of await shown.locator('figure').all()) {
        const boxes = [];
        for (const text of await figure.locator('svg text').all())
          boxes.push({ text: await text.textContent(), ...(await text.boundingBox()) });
        expect(overlaps(boxes)).toEqual([]);
      }
    });

    for (const { colorScheme, media } of [
      { colorScheme: 'light', media: 'screen' },
      { colorScheme: 'dark', media: 'screen' },
      { colorScheme: 'dark', media: 'print' },
    ] as const) {
      test(`can be read on ${media}, ${colorScheme}`, async () => {
        await using opened = await allOpen(browser, address, 1_000);
        await opened.page.emulateMedia({ colorScheme, media });
        const { texts, lines } = await opened.page.evaluate(coloursInPage);
        expect(texts.length).toBeGreaterThan(200);
        expect(lines.length).toBeGreaterThan(20);
        expect(texts.filter((text) => contrast(text) < 4.5)).toEqual([]);
        expect(lines.filter((line) => contrast(line) < 3)).toEqual([]);
        if (media === 'print') expect(new Set(texts.map(({ ground }) => ground))).toContain('rgb(255, 255, 255)');
      });
    }

    test('does not scroll sideways on a phone, with all details open', async () => {
      await using opened = await allOpen(browser, address, 400);
      expect(await opened.page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    });
  },
);

const { conclusion: _, ...unfinished } = madeUpExperiment;
const lost = {
  ...madeUpVerdict,
  checker: 'lost writes',
  count: 2,
  says: '2 orders are not there',
  first: ['order x'.repeat(40)],
};
const results = [
  madeUpExperiment,
  {
    ...madeUpExperiment,
    experiment: { ...madeUpExperiment.experiment, id: '1.2' },
    trials: [
      { ...madeUpTrial, anomalies: 2, verdicts: [lost] },
      { ...madeUpTrial, invalid: 'k6 starved' },
    ],
  },
  { ...unfinished, interrupted: 'stopped by Ctrl-C' },
];
/** One of the tour, and two of each experiment that concludes something. */
const CHARTS = 5;

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

async function allOpen(browser: Browser, address: string, width: number): Promise<{ page: Page } & AsyncDisposable> {
  const opened = await browser.newPage({ viewport: { width, height: 800 } });
  await opened.goto(address);
  await opened.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })");
  return { page: opened, [Symbol.asyncDispose]: () => opened.close() };
}

interface Box {
  text: string | null;
  x?: number;
  y?: number;
  width?: number;
  height?: number;
}

/** Boxes of texts are as high as their line, which is more than their letters: a little of it may be shared. */
const SHARED = 4;

function overlaps(boxes: readonly Box[]): string[] {
  const found = [];
  for (const [at, one] of boxes.entries()) {
    for (const other of boxes.slice(at + 1)) {
      const across = common(one.x, one.width, other.x, other.width);
      const down = common(one.y, one.height, other.y, other.height);
      if (across > 0 && down > SHARED) found.push(`${one.text} / ${other.text}`);
    }
  }
  return found;
}

const common = (from = 0, length = 0, otherFrom = 0, otherLength = 0): number =>
  Math.min(from + length, otherFrom + otherLength) - Math.max(from, otherFrom);

function onPath(names: readonly string[]): string | undefined {
  const files = names.flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
