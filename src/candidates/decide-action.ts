import type { Action } from "./action.js";

/** What the action depends on: facts about the ring, and facts about the account's own part in it. */
export interface ActionFacts {
  /** The ring's evidence exceeds its price plus the margin, and kinds of coordination alone give at least half the price. */
  significant: boolean;
  coordination: boolean;
  /** Still significant after any single source is taken away. */
  survives: boolean;
  /** Accounts in the ring, and how many a ban needs at least. */
  ringSize: number;
  minBanSize: number;
  /** The account's own evidence pays for its name with the margin, and it is itself coordinated. */
  core: boolean;
  /** Some of its evidence the account itself must have produced: it moved to the key, it was not there first. */
  ownAct: boolean;
  /** An old account with a life of its own that came to the ring's keys late. */
  hijacked: boolean;
  /** Most of its logins are on a machine of its own: a person, perhaps, who was at the ring's machines or was created beside it. */
  livesElsewhere: boolean;
  protected: boolean;
  closed: boolean;
}

/**
 * What may be proposed for an account of a group; undefined: nothing.
 *
 * | significant | coordination | own-act | survives | action |
 * |---|---|---|---|---|
 * | yes | yes | yes | yes | ban (challenge where it lives elsewhere, or in a ring too small) |
 * | yes | yes | yes | no | challenge |
 * | yes | yes | no | yes | restrict |
 * | yes | yes | no | no | watch: a crowd at one event is one source, and a copied one |
 * | else | | | | none |
 *
 * Where the account was hijacked, ban and restrict become challenge: whose it is must be secured, whoever was first on the machine it was
 * taken to. An account that is only tied to a ring, and not sure enough by its own evidence, is watched. Protected and closed accounts are
 * never proposed for anything.
 */
export function decideAction(facts: ActionFacts): Action | undefined {
  if (facts.protected || facts.closed || !facts.significant || !facts.coordination) return undefined;
  if (!facts.core) return "watch";
  if (facts.hijacked && (facts.ownAct || facts.survives)) return "challenge";
  if (!facts.ownAct) return facts.survives ? "restrict" : "watch";
  if (!facts.survives || facts.livesElsewhere || facts.ringSize < facts.minBanSize) return "challenge";
  return "ban";
}
