import type { Holdings } from "./holdings.js";

/** Days that one proposal spans: a bulk registration takes a night or a few. */
const spanDays = 3;
const daySeconds = 86_400;

/**
 * Accounts that were created in one moment with another account of their own device, by days of creation: each run of three days with enough
 * of them is a proposal.
 *
 * They are seeds beside communities and surges. Bots registered in bulk share devices in twos and threes, which are pairs and triangles in
 * the graph and no community; and a batch of six in a busy quarter of an hour is no surge. But device-mates who were also created together
 * are few among innocents (a family that signs up at one table), and a bulk registration is made of them. Families of the same days are told
 * apart by the ring test: they share no quarter of an hour with the rest. Registration cohorts are the early signal of Yuan et al. 2019 (Ianus).
 */
export function* cohortSeeds(holdings: Holdings, minSize: number): Generator<Int32Array> {
  const { kind, kinds, keyStart, keyAccounts, keySeconds, accountStart, accountKeys } = holdings;
  const heldHere = new Uint8Array(kind.length);
  const createdSeconds = new Map<number, number>();
  for (let key = 0; key < kind.length; key++) {
    if (kinds[kind[key]].partitions !== "exclusive") continue;
    const touched: number[] = [];
    const isTie = (tie: number): boolean => kinds[kind[tie]].proves === "control" && kinds[kind[tie]].ownAct;
    for (let i = keyStart[key]; i < keyStart[key + 1]; i++) {
      for (let j = accountStart[keyAccounts[i]]; j < accountStart[keyAccounts[i] + 1]; j++) {
        const tie = accountKeys[j];
        if (!isTie(tie)) continue;
        if (heldHere[tie] === 0) touched.push(tie);
        if (heldHere[tie] < 2) heldHere[tie]++;
      }
    }
    for (let i = keyStart[key]; i < keyStart[key + 1]; i++) {
      const account = keyAccounts[i];
      for (let j = accountStart[account]; j < accountStart[account + 1]; j++) {
        if (heldHere[accountKeys[j]] === 2) {
          createdSeconds.set(account, keySeconds[i]);
          break;
        }
      }
    }
    for (const tie of touched) heldHere[tie] = 0;
  }
  const byDay = new Map<number, number[]>();
  for (const [account, seconds] of createdSeconds) {
    const day = Math.floor(seconds / daySeconds);
    const list = byDay.get(day);
    if (list === undefined) byDay.set(day, [account]);
    else list.push(account);
  }
  for (const day of [...byDay.keys()].sort((one, other) => one - other)) {
    const cohort: number[] = [];
    for (let next = day; next < day + spanDays; next++) cohort.push(...(byDay.get(next) ?? []));
    if (cohort.length >= minSize) yield Int32Array.from(cohort).sort();
  }
}
