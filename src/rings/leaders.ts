import { isMoment, type Holdings } from "./holdings.js";
import type { RingModel } from "./ring-test.js";

/** Occasions that a lead must repeat on, and the part of an account's occasions on which it leads. */
const leastOccasions = 3;
const leadShare = 0.75;

/**
 * Accounts that are nearly always the first of the ring on the occasions they share with it: whoever is copied is always first, and a member of n is
 * first once in n. Framers repeat a victim's acts seconds later, on occasion after occasion; the victim never follows them.
 *
 * The price is a ring's own pacemaker: an account that all others follow is spared too, one of a ring, and watched. Of a cell of eight with
 * four occasions each account leads three by chance in 1 of 130 cases.
 */
export function leaders(model: RingModel, holdings: Holdings): Set<number> {
  const { kind, kinds, keyStart, keyAccounts, keySeconds } = holdings;
  const members = new Set(model.accounts);
  const attended = new Map<number, number>();
  const led = new Map<number, number>();
  for (const { key } of model.keys) {
    if (!isMoment(kinds[kind[key]])) continue;
    let first = -1;
    let firstSeconds = Number.POSITIVE_INFINITY;
    let secondSeconds = Number.POSITIVE_INFINITY;
    for (let i = keyStart[key]; i < keyStart[key + 1]; i++) {
      const account = keyAccounts[i];
      if (!members.has(account)) continue;
      attended.set(account, (attended.get(account) ?? 0) + 1);
      if (keySeconds[i] < firstSeconds) {
        secondSeconds = firstSeconds;
        firstSeconds = keySeconds[i];
        first = account;
      } else if (keySeconds[i] < secondSeconds) secondSeconds = keySeconds[i];
    }
    if (firstSeconds < secondSeconds) led.set(first, (led.get(first) ?? 0) + 1);
  }
  const found = new Set<number>();
  for (const [account, count] of led) if (count >= leastOccasions && count >= leadShare * attended.get(account)!) found.add(account);
  return found;
}
