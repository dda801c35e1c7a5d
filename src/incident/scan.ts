/** One minute of one type of action: what was seen, and what is usual at this minute of the week. */
export interface Minute {
  /** Its start, ms since 1970 UTC. */
  minuteMs: number;
  count: number;
  /** Expected acts, from 0. */
  rate: number;
  /** Variance over mean of a usual minute, from 1. */
  dispersion: number;
}

/** The span of minutes, ending now, that least looks like the usual course. */
export interface Surge {
  fromMs: number;
  /** Acts in it, and how many are usual. */
  count: number;
  expected: number;
  /** How much it speaks against the usual course, bits. */
  bits: number;
}

/** Spans that end now and are tried, minutes: an attack of a minute as well as one that creeps. */
export const widths = [1, 2, 3, 5, 10, 15, 30] as const;

/** A usual rate of nothing at all is not known that well: at least so many acts a minute are expected. */
const leastRate = 0.2;

/**
 * Kulldorff's (1997) Poisson scan, in time only: of the spans that end now the one with the largest log likelihood ratio, c·ln(c/e) − (c − e), where more was seen
 * than expected. The expected number is the night's, not the window's own, so that an attack that fills the window is not its own usual. The ratio is divided by the
 * dispersion (real minutes vary more than a Poisson count), and turned into bits.
 *
 * Not a share of what is seen: 17,000 accounts would make their own minutes look common. Not a fixed factor: three times one act is nothing.
 * @param minutes ascending, without gaps, the last one just over
 * @returns undefined where nothing is above the usual
 */
export function scanSurge(minutes: readonly Minute[]): Surge | undefined {
  let best: Surge | undefined;
  for (const width of widths) {
    if (width > minutes.length) break;
    const span = minutes.slice(minutes.length - width);
    const count = sum(span, (minute) => minute.count);
    const expected = sum(span, (minute) => Math.max(leastRate, minute.rate));
    if (count <= expected) continue;
    const dispersion = Math.max(...span.map((minute) => minute.dispersion));
    const bits = (count * Math.log(count / expected) - (count - expected)) / dispersion / Math.LN2;
    if (best === undefined || bits > best.bits) best = { fromMs: span[0].minuteMs, count, expected, bits };
  }
  return best;
}

/** The highest count that a usual minute reaches: three standard deviations above what is expected. */
export const bandHigh = (rate: number, dispersion: number): number => rate + 3 * Math.sqrt(Math.max(leastRate, rate) * dispersion);

/**
 * Where a surge began: going back from its most telling span, the first of the minutes in a row that were each above their band.
 * @param minutes as for {@link scanSurge}
 */
export function onsetOf(minutes: readonly Minute[], surge: Surge): number {
  let at = minutes.findIndex((minute) => minute.minuteMs >= surge.fromMs);
  // A span may begin with quiet minutes that came before it.
  while (at < minutes.length - 1 && minutes[at].count <= bandHigh(minutes[at].rate, minutes[at].dispersion)) at++;
  while (at > 0 && minutes[at - 1].count > bandHigh(minutes[at - 1].rate, minutes[at - 1].dispersion)) at--;
  return minutes[at].minuteMs;
}

const sum = <T>(list: readonly T[], of: (item: T) => number): number => list.reduce((total, item) => total + of(item), 0);
