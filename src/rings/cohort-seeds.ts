import { isMachine, type Holdings } from "./holdings.js";

/** Device-mates created at most this far apart were created together, seconds: a night or two of whoever did it. */
const togetherSeconds = 48 * 3600;

/** Days that one proposal spans: a bulk registration takes a night or a few. */
const spanDays = 3;
const daySeconds = 86_400;

/**
 * Accounts that were created within two days of another account of their own device, by days of creation: each run of three days with enough
 * of them is a proposal.
 *
 * They are seeds beside communities and surges. Bots registered in bulk share devices in twos and threes, which are pairs and triangles in
 * the graph and no community; and a batch of six in a busy quarter of an hour is no surge. But device-mates who were also created together
 * are few among innocents (a family that signs up at one table), and a bulk registration is made of them. Families of the same days are told
 * apart by the ring test: they share no quarter of an hour with the rest. Registration cohorts are the early signal of Yuan et al. 2019 (Ianus).
 */
export function* cohortSeeds(holdings: Holdings, minSize: number): Generator<Int32Array> {
  const { kind, kinds, keyStart, keyAccounts, keySeconds, accountTotal } = holdings;
  const created = new Uint32Array(accountTotal);
  for (let key = 0; key < kind.length; key++) {
    if (kinds[kind[key]].partitions !== "exclusive") continue;
    for (let i = keyStart[key]; i < keyStart[key + 1]; i++) created[keyAccounts[i]] = keySeconds[i];
  }
  const together = new Uint8Array(accountTotal);
  for (let key = 0; key < kind.length; key++) {
    if (!isMachine(kinds[kind[key]])) continue;
    const mates = keyAccounts.slice(keyStart[key], keyStart[key + 1]).filter((account) => created[account] > 0);
    mates.sort((one, other) => created[one] - created[other]);
    for (let i = 1; i < mates.length; i++) {
      if (created[mates[i]] - created[mates[i - 1]] > togetherSeconds) continue;
      together[mates[i - 1]] = 1;
      together[mates[i]] = 1;
    }
  }
  const byDay = new Map<number, number[]>();
  for (let account = 0; account < accountTotal; account++) {
    if (together[account] === 0) continue;
    const day = Math.floor(created[account] / daySeconds);
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
