import type { RingGraphInput } from "../../src/console/ring-graph.js";
import type { RingPageInput } from "../../src/console/ring-page.js";
import type { RingThingRow, RingTieRow } from "../../src/duckdb/snapshot-row.js";
import { layRingOut } from "../../src/console/lay-ring-out.js";

/** Ids that try every way out of markup, scripts, XML, terminals and lookups. */
export const hostileIds: readonly string[] = [
  `"double" and 'single'`, "tab\tand\nline\rend", "nul\u0000bell\u0007", "🦊 日本 zoë", `</script><script>document.title="owned"</script>`, "]]>", "<!--", "-->", `<img src=x onerror="document.title='owned'">`,
  "x".repeat(10_000), "lone \ud800 surrogate", "bidi \u202e and \u2028", "&amp; &#0; &quot;", " leading and trailing ", "__proto__", "constructor", "\ufffe\uffff", "n0", "javascript:alert(1)", "${1+1} \\u003c \\",
];

const at = (second: number): string => new Date(Date.UTC(2026, 0, 2, 18, 0, second)).toISOString();

/** A ring of such accounts, on such keys, with such neighbours: what a page and graph files are made of. */
export const hostileRing: RingPageInput & { things: RingThingRow[]; ties: RingTieRow[]; graph: RingGraphInput } = (() => {
  const keys = [
    ...hostileIds.map((key, i) => ({ kind: "device", key, source: key, first_at: at(i), last_at: at(i + 1) })),
    { kind: "timing", key: `like:${hostileIds[4]}@${Date.UTC(2026, 0, 2, 18)}`, source: hostileIds[4], first_at: at(0), last_at: at(30) },
  ].map((key) => ({ ...key, member_count: hostileIds.length, under_count: hostileIds.length, outside_count: 1, outside_under_count: 900, probability: 0.001, bits: 40 }));
  const accounts = hostileIds.map((account_id, i) => ({
    account_id, role: (["core", "fringe", "closed", "protected"] as const)[i % 4], evidence_bits: 50 - i, action: i % 4 === 0 ? "ban" : null, probability: i % 4 === 0 ? 0.97 : null, state: i % 4 === 0 ? "proposed" : null,
    summary: i % 4 === 0 ? `Shares ${account_id.slice(0, 40)}.` : null, created_at: at(i), protected: i % 4 === 3, closed_at: null, login_count: i, action_count: 2 * i,
  }));
  const things = keys.flatMap(({ kind, key }) => hostileIds.map((account_id) => ({ kind, key, account_id, first_at: at(1), last_at: at(2) })));
  const holdings = things.map(({ kind, key, account_id }) => ({ kind, key, account_id, bits: 40, member_count: hostileIds.length, first_at: at(1) }));
  const ring = {
    ring_id: "R-1", status: "active" as const, size: hostileIds.length, core_count: 5, fringe_count: 5, closed_count: 5, protected_count: 5, evidence_bits: 900, price_bits: 300, kinds: ["device", "timing"], candidate_count: 5, ban_count: 5,
    first_seen_at: at(0), last_seen_at: at(0), first_run_id: "N-1", last_run_id: "N-1",
  };
  const [first, ...others] = hostileIds;
  return {
    ring, accounts, keys, things, holdings,
    run: { run_id: "N-1", kind: "nightly", as_of: at(0), status: "published", account_count: 1000, counts: {}, stages: [] },
    moments: [{ kind: "timing", what: `like:${hostileIds[4]}`, first_at: at(0), last_at: at(30), span_seconds: 30, member_count: hostileIds.length, under_count: hostileIds.length, bits: 40, accounts: [...hostileIds], key: keys[keys.length - 1].key }],
    acts: hostileIds.map((account_id, i) => ({ kind: "timing", key: keys[keys.length - 1].key, what: `like:${hostileIds[4]}`, account_id, acted_at: at(i), last_acted_at: at(i), bits: 40 })),
    neighbours: hostileIds.map((id) => ({ account_id: `${id}!`, member_count: 1, bits: 9, kinds: ["ip"], nearest_account_id: id, nearest_bits: 9, ring_id: null, created_at: null, protected: false, closed_at: null })),
    growth: [1, 2].map((night) => ({ as_of: `2026-01-0${night}T00:00:00.000Z`, run_id: `N-${night}`, event: night === 1 ? "birth" as const : "continuation" as const, size: 10 * night, joined_count: 10, left_count: 0, evidence_bits: 400 * night, price_bits: 150 * night })),
    history: [], former: hostileIds.map((account_id) => ({ account_id: `${account_id}?`, first_seen_at: at(0), last_seen_at: at(1), run_count: 1, now_in: null })),
    ties: others.map((other) => ({ account_id: first, other_account_id: other, kind: "device", bits: 12.5 })),
    graph: { ring, accounts, scene: layRingOut({ ring, members: accounts, holdings }, { left: 0, top: 0, right: 1000, bottom: 800 }) },
  };
})();
