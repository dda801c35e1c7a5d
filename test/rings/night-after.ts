import type { RingKey } from "../../src/rings/match-keys.js";
import { earlierRuns, type KnownRing, type SightedRing, type TrackedRings } from "../../src/rings/track-rings.js";

/** What tracking knows on the next night: as `publish` keeps it, in memory. */
export function nightAfter(before: readonly KnownRing[], tracked: TrackedRings, found: readonly SightedRing[]): KnownRing[] {
  const after = new Map(before.map((ring) => [ring.ringId, { ...ring, nightsAway: ring.nightsAway + 1 }]));
  for (const { ringId, status } of tracked.ended) after.get(ringId)!.status = status;
  for (const ring of after.values()) if (ring.status !== "active") ring.earlier = [];
  const inRing = new Set(found.flatMap(({ accounts }) => accounts));
  for (const ring of after.values()) ring.left = new Set([...ring.left].filter((account) => !inRing.has(account)));
  tracked.ringIds.forEach((ringId, at) => {
    const former = after.get(ringId);
    const accounts = new Set(found[at].accounts);
    const left = new Set([...(former?.left ?? []), ...(former?.accounts ?? [])].filter((account) => !inRing.has(account)));
    const keys = new Map<string, RingKey>([...(former?.keys ?? []), ...found[at].keys].map((key) => [`${key.kind} ${key.key}`, key]));
    after.set(ringId, { ringId, status: "active", nightsAway: 1, accounts, left, earlier: former?.status === "active" ? [former.accounts, ...former.earlier].slice(0, earlierRuns) : [], keys: [...keys.values()], kin: former?.kin ?? tracked.events.find((event) => event.event === "birth" && event.ringId === ringId)?.otherRingId ?? null });
  });
  return [...after.values()];
}
