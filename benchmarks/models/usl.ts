import { leastSquares } from './least-squares.ts';

/** X(n) = λn / (1 + σ(n - 1) + κn(n - 1)): Gunther's Universal Scalability Law. */
export interface Usl {
  /** The throughput of n = 1. */
  lambda: number;
  /** What is lost to waiting for each other, 0 to 1. */
  sigma: number;
  /** What is lost to keeping each other in step, 0 or more. */
  kappa: number;
}

export interface UslFit extends Usl {
  /** The root of the mean square of the errors, each as a share of what was measured. */
  residual: number;
  /** Where throughput is highest; undefined where κ is 0, as it then never falls. Not below the least n that was measured. */
  peakN: number | undefined;
  /** The throughput there, or else what it grows towards: λ/σ, without a limit where σ is 0 too. */
  peakThroughput: number;
}

export interface UslPoint {
  /** Processors, users, …: more than 0, not necessarily whole. */
  n: number;
  throughput: number;
}

export const uslThroughput = ({ lambda, sigma, kappa }: Usl, n: number): number =>
  (lambda * n) / (1 + sigma * (n - 1) + kappa * n * (n - 1));

/**
 * The law that comes nearest to the points: least squares of the throughput, with σ from 0 to 1 and κ of at least 0. It is fitted
 * once for each way in which a bound may be reached (σ is 0, 1 or free; κ is 0 or free), and the best of those within the bounds
 * is taken: where the best of all lies outside, the best within lies on a bound. Few points leave less free.
 */
export function fitUsl(points: readonly UslPoint[]): UslFit {
  if (points.length === 0) throw new RangeError('there are no points to fit a law to');
  for (const { n, throughput } of points) {
    if (!(n > 0 && throughput > 0 && n < Number.POSITIVE_INFINITY && throughput < Number.POSITIVE_INFINITY))
      throw new RangeError(`n ${n} with a throughput of ${throughput} is no point of the law: both must be above 0`);
  }
  const different = new Set(points.map(({ n }) => n)).size;
  const fits = FACES.filter(({ terms }) => terms.length <= different).flatMap(({ terms, lawOf }) => {
    const found = denominator(points, terms);
    const law = found && lawOf(found);
    return law && isWithin(law) ? [{ law, squares: squaresOf(points, law) }] : [];
  });
  const least = Math.min(...fits.map(({ squares }) => squares));
  // The first that is as good has the fewest terms: what is 0 but for rounding is 0.
  const best = fits.find(({ squares }) => squares <= least + ROUNDING * sum(points.map(({ throughput }) => throughput ** 2)));
  if (!best) throw new RangeError('no law of this kind comes near these points');
  return { ...best.law, residual: residualOf(points, best.law), ...peakOf(best.law, Math.min(...points.map(({ n }) => n))) };
}

type Term = (n: number) => number;
interface Face {
  /** n / X(n) is a sum of these, each times a number to be found. */
  terms: readonly Term[];
  lawOf(found: readonly number[]): Usl;
}

const one: Term = () => 1;
const itself: Term = (n) => n;
const others: Term = (n) => n - 1;
const pairs: Term = (n) => n * (n - 1);

const FACES: readonly Face[] = [
  { terms: [one], lawOf: ([a = 0]) => law(a, 0, 0) },
  { terms: [itself], lawOf: ([a = 0]) => law(a, a, 0) },
  { terms: [one, others], lawOf: ([a = 0, b = 0]) => law(a, b, 0) },
  { terms: [one, pairs], lawOf: ([a = 0, c = 0]) => law(a, 0, c) },
  { terms: [itself, pairs], lawOf: ([a = 0, c = 0]) => law(a, a, c) },
  { terms: [one, others, pairs], lawOf: ([a = 0, b = 0, c = 0]) => law(a, b, c) },
];

const law = (a: number, b: number, c: number): Usl => ({ lambda: 1 / a, sigma: b / a, kappa: c / a });

const isWithin = ({ lambda, sigma, kappa }: Usl): boolean => lambda > 0 && sigma >= 0 && sigma <= 1 && kappa >= 0;

/** The numbers q is made of for which n / q(n) is nearest to the throughput, by Gauss and Newton with steps halved until they help. */
function denominator(points: readonly UslPoint[], terms: readonly Term[]): number[] | undefined {
  const rows = points.map(({ n }) => terms.map((term) => term(n)));
  const q = (found: readonly number[], at: number) => sum((rows[at] ?? []).map((value, term) => value * (found[term] ?? 0)));
  const errors = (found: readonly number[]) => points.map(({ n, throughput }, at) => throughput - n / q(found, at));
  const squares = (found: readonly number[]) =>
    points.every((_, at) => q(found, at) > 0) ? sum(errors(found).map((error) => error * error)) : Number.POSITIVE_INFINITY;

  // Where errors are small, these weights make those of n / X as large as those of X.
  const weights = points.map(({ n, throughput }) => throughput ** 2 / n);
  const linear = leastSquares(
    rows.map((row, at) => row.map((value) => value * (weights[at] ?? 0))),
    points.map(({ throughput }) => throughput),
  );
  let found = linear && squares(linear) < Number.POSITIVE_INFINITY ? linear : undefined;
  for (let round = 0; found && round < MAX_ROUNDS; round += 1) {
    const from = found;
    const slopes = points.map(({ n }, at) => (rows[at] ?? []).map((value) => (-value * n) / q(from, at) ** 2));
    const step = leastSquares(slopes, errors(from));
    const before = squares(from);
    const shares = Array.from({ length: MAX_HALVINGS }, (_, halvings) => 0.5 ** halvings);
    const next = step && shares.map((share) => from.map((value, term) => value + share * (step[term] ?? 0)));
    found = next?.find((one) => squares(one) < before);
    if (!found) return from;
  }
  return found;
}

const squaresOf = (points: readonly UslPoint[], law: Usl): number =>
  sum(points.map(({ n, throughput }) => (throughput - uslThroughput(law, n)) ** 2));

const residualOf = (points: readonly UslPoint[], law: Usl): number =>
  Math.sqrt(sum(points.map(({ n, throughput }) => (uslThroughput(law, n) / throughput - 1) ** 2)) / points.length);

function peakOf(law: Usl, least: number): Pick<UslFit, 'peakN' | 'peakThroughput'> {
  const { lambda, sigma, kappa } = law;
  if (kappa === 0) return { peakN: undefined, peakThroughput: lambda / sigma };
  const peakN = Math.max(least, Math.sqrt((1 - sigma) / kappa));
  return { peakN, peakThroughput: uslThroughput(law, peakN) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Of the squares of what was measured. */
const ROUNDING = 1e-20;
const MAX_ROUNDS = 200;
const MAX_HALVINGS = 40;
