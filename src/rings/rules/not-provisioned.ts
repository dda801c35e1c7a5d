import type { GroupView } from "./group-view.js";
import type { Rule } from "./rule.js";

/** Accounts that somebody made in one go, for one place, did not make themselves: what they share then is his doing, and no reason for a ban. */
export const notProvisioned: Rule<GroupView> = {
  name: "not_provisioned",
  stage: "account",
  reason: "When most of a group was created within minutes and sits in one network, a school, a company or an import made it; its accounts are asked to prove themselves, not banned; against class lists that a teacher uploads.",
  source: "an import is not an act of an account: creation, shared tablets and a timetable are the institution's",
  thresholds: { burst_share: 0.8, place_share: 0.6 },
  decide(view) {
    const { burst_share, place_share } = this.thresholds;
    return { pass: view.burstShare < burst_share || view.placeShare < place_share, measured: view.burstShare, threshold: burst_share };
  },
};
