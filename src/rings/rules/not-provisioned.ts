import type { GroupView } from "./group-view.js";
import type { Rule } from "./rule.js";

/** Accounts that somebody made in one go, for one place, did not make themselves: what they share then is his doing, and no reason for a ban. */
export const notProvisioned: Rule<GroupView> = {
  name: "not_provisioned",
  stage: "account",
  reason: "When most of a group sits in one network, and was created in batches of minutes or on one machine to which they did not come back, a school, a company or an import made it; its accounts are asked to prove themselves, not banned; against class lists that a teacher uploads.",
  source: "an import is not an act of an account: creation, shared tablets and a timetable are the institution's",
  thresholds: { burst_share: 0.8, place_share: 0.6, made_share: 0.8 },
  decide(view) {
    const { burst_share, place_share, made_share } = this.thresholds;
    const imported = view.burstShare >= burst_share && view.placeShare >= place_share;
    const made = view.madeShare >= made_share && view.placeShare >= place_share;
    return { pass: !imported && !made, measured: Math.max(view.burstShare, view.madeShare), threshold: burst_share };
  },
};
