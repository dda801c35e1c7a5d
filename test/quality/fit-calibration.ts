/** A proposal: its log2-odds by the bits alone, and whether the account was in a ring. */
export interface CalibrationPoint {
  log2Odds: number;
  inRing: boolean;
}

/**
 * The intercept and slope of logistic(intercept + slope · log2-odds) under which what was true is most likely (Platt 1999), by Newton's method with halved
 * steps. Platt's soft targets, (n + 1) / (n + 2) for true and 1 / (m + 2) for false, keep both finite where the two do not overlap.
 * @throws Error when all points are of one sort: then nothing can be said
 */
export function fitCalibration(points: readonly CalibrationPoint[]): { intercept: number; slope: number } {
  const trueCount = points.filter((point) => point.inRing).length;
  const falseCount = points.length - trueCount;
  if (trueCount === 0 || falseCount === 0) throw new Error(`To fit probabilities both sorts are needed: ${trueCount} of ${points.length} proposals are in a ring.`);
  const [high, low] = [(trueCount + 1) / (trueCount + 2), 1 / (falseCount + 2)];
  const loss = (intercept: number, slope: number): number =>
    points.reduce((sum, { log2Odds, inRing }) => {
      const z = intercept + slope * log2Odds;
      // log(1 + e^z) without overflow.
      return sum + Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - (inRing ? high : low) * z;
    }, 0);
  let [intercept, slope] = [Math.log((trueCount + 1) / (falseCount + 1)), 0];
  let now = loss(intercept, slope);
  for (let round = 0; round < 200; round++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 1e-12, 0, 1e-12];
    for (const { log2Odds, inRing } of points) {
      const p = 1 / (1 + Math.exp(-(intercept + slope * log2Odds)));
      const error = p - (inRing ? high : low);
      const weight = p * (1 - p);
      g0 += error;
      g1 += error * log2Odds;
      h00 += weight;
      h01 += weight * log2Odds;
      h11 += weight * log2Odds * log2Odds;
    }
    const determinant = h00 * h11 - h01 * h01;
    const [d0, d1] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
    let step = 1;
    while (step > 1e-10 && loss(intercept - step * d0, slope - step * d1) > now) step /= 2;
    const next = loss(intercept - step * d0, slope - step * d1);
    if (!(next < now - 1e-9)) break;
    [intercept, slope, now] = [intercept - step * d0, slope - step * d1, next];
  }
  return { intercept, slope };
}
