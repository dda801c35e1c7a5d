import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSnapshot } from "../../src/duckdb/build-snapshot.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";

/** An id that tries everything: quote, comma, newline, tab, terminal escape, bidi override, emoji. */
export const hostileId = `o'h "no", \n\t\u001b[31m\u202e🦊`;

const day = 86_400_000;
const asOf = Date.UTC(2026, 0, 3);
const csv = (rows: (string | number | null)[][]): string =>
  rows.map((row) => row.map((cell) => (cell === null ? "" : typeof cell === "number" ? String(cell) : `"${cell.replaceAll('"', '""')}"`)).join(",")).join("\n") + "\n";

const reasons = (size: number): string =>
  JSON.stringify({ bits_by_kind: { device: 34.1 }, ring_size: size, keys: [{ kind: "device", key: "d-1", members: size, bits: 34.1 }], summary: `Acts as one with ${size - 1} other accounts; shares with some of them a device.` });

export interface NightOptions {
  runId?: string;
  /** Rows to break the file with, run in the work database before the build. */
  spoil?: string;
  /** More SQL for the work database: keys, holdings, edges and evidence beyond the device. */
  more?: readonly string[];
}

/**
 * R-1 also likes a room together: r1, r2, r4 within 21 s of 18:00:30, in a bucket named after 18:00:00; ann is tied to r1 and r2, bob to r1. Two keys
 * that no terminal shows as they are: hostile, and long.
 */
export const moment: readonly string[] = [
  "insert into kind values (2, 'timing')",
  `insert into key values
    (2, 2, 'like:room@${Date.UTC(2026, 0, 2, 18)}', 'like:room', 'room', 3),
    (3, 0, 'd''"\ta' || chr(27) || '[31m🦊', null, 'd''"\ta' || chr(27) || '[31m🦊', 2),
    (4, 0, repeat('y', 9000) || '-end', null, repeat('y', 9000) || '-end', 2)`,
  `insert into holding (key_no, account, first_ms, last_ms) values
    (2, 1, ${Date.UTC(2026, 0, 2, 18, 0, 30)}, ${Date.UTC(2026, 0, 2, 18, 0, 30)}), (2, 0, ${Date.UTC(2026, 0, 2, 18, 0, 40, 250)}, ${Date.UTC(2026, 0, 2, 18, 1, 40)}), (2, 3, ${Date.UTC(2026, 0, 2, 18, 0, 51)}, ${Date.UTC(2026, 0, 2, 18, 0, 51)}),
    (3, 0, 0, 0), (3, 1, 0, 0), (4, 0, 0, 0), (4, 1, 0, 0)`,
  "insert into edge (a, b, kind_no, millibits) values (0, 6, 1, 9000), (1, 6, 2, 4000), (0, 7, 1, 5000), (6, 7, 1, 30000)",
  `insert into ring_evidence values ('R-1', 'timing', 'like:room@${Date.UTC(2026, 0, 2, 18)}', 'room', 3, 4, 0, 9, 0.01, 12.5)`,
];

/** Six accounts on one device form R-1 (one with a hostile id, one protected); R-2 is dead; ann and bob share only an address. */
export async function buildTinyNight(home: string, options: NightOptions = {}): Promise<void> {
  const runId = options.runId ?? "N-20260103-aaa";
  const results = join(home, "results");
  mkdirSync(results, { recursive: true });
  const ids = ["r1", "r2", "r3", "r4", "r5", hostileId, "ann", "bob"];
  const ring = ids.slice(0, 6);
  const run = (id: string, asOfDay: string): (string | number | null)[] => [
    id, "nightly", `${asOfDay} 00:00:00+00`, "published", null, `${asOfDay} 02:30:00+00`, `${asOfDay} 02:31:00+00`, "c0", "0.1.0+x", "f0", 8,
    JSON.stringify([{ stage: "extract", rows_in: 20, rows_out: 20, seconds: 0.1, peak_memory_bytes: 1e8 }]), JSON.stringify({ rings: 1 }), null,
  ];
  const write = (name: string, head: string, rows: (string | number | null)[][]): void => writeFileSync(join(results, `${name}.csv`), `${head}\n${csv(rows)}`);
  write("run", "run_id,kind,as_of,status,reason,started_at,finished_at,config_hash,code_version,extract_fingerprint,account_count,stages,counts,privacy_key_version", [run("N-20260102-old", "2026-01-02"), run(runId, "2026-01-03")]);
  write("ring", "ring_id,first_run_id,last_run_id,size,evidence_bits,price_bits,kinds,status", [
    ["R-1", "N-20260102-old", runId, 6, 143.2, 110.1, '["device","timing"]', "active"],
    ["R-2", "N-20260102-old", "N-20260102-old", 2, 60, 50, '["device"]', "dead"],
  ]);
  write("ring_member", "run_id,ring_id,account_id,evidence_bits,role", [
    ...ring.map((id, i) => [runId, "R-1", id, 30 - i, id === "r5" ? "protected" : "core"]),
    ...["r1", "r2", "r3", "r4", "left"].map((id) => ["N-20260102-old", "R-1", id, 20, "core"]),
    ["N-20260102-old", "R-2", "ann", 20, "core"],
    ["N-20260102-old", "R-2", "bob", 20, "core"],
  ]);
  write("ring_event", "run_id,ring_id,event,other_ring_id,overlap_share,matched_on,matched_bits,size,evidence_bits,price_bits", [
    ["N-20260102-old", "R-1", "birth", null, null, null, null, 5, 120.5, 100],
    [runId, "R-1", "continuation", null, 0.8, "accounts", null, 6, 143.2, 110.1],
    [runId, "R-1", "merge", "R-2", 0.5, "accounts", null, 2, 143.2, 110.1],
    [runId, "R-2", "death", null, null, null, null, 2, null, null],
  ]);
  write("ring_key", "ring_id,kind,key,member_count,bits,last_run_id", [["R-1", "device", "d-1", 6, 12.5, runId], ["R-2", "device", "d-9", 2, 11, "N-20260102-old"]]);
  write("hub", "run_id,kind,key,account_count,reason,expected_coverage_share", [[runId, "ip", "9.9.9.9@0", 4000, "bounded", 0.01]]);
  write("quarantine", "run_id,source_table,rule,left_out,row_count", [[runId, "logins", "before_look_back", "outside", 3]]);
  write("usual_action", "run_id,action,weekday,minute,rate,dispersion", []);
  write("usual_target", "run_id,action,target_id,rate,minute_count", []);
  write("usual_registration", "run_id,weekday,quarter,rate,dispersion", []);
  write("usual_network", "run_id,network,rate,day_count", []);
  write("armed", "run_id,account_id,ring_id,cohort,probability,rests_on", []);
  write("incident", "incident_id,action,status,onset_at,detected_at,last_surge_at,last_tick_at,ended_at,first_proposed_at,ring_id,baseline_run_id,coordinated,peak_count,peak_expected,participant_count,facts", [["I-1", "live_start", "over", "2026-01-02 22:00:00+00", "2026-01-02 22:01:00+00", "2026-01-02 22:03:00+00", "2026-01-02 22:04:00+00", "2026-01-02 23:00:00+00", "2026-01-02 22:01:00+00", "R-1", "N-20260102-old", "true", 40, 1.5, 3, "{}"]]);
  write("incident_minute", "incident_id,minute_at,act_count,expected,band_high,proposed_count", [["I-1", "2026-01-02 22:00:00+00", 40, 1.5, 5.2, 2], ["I-1", "2026-01-02 22:01:00+00", 20, 1.5, 5.2, 0]]);
  write("incident_account", "incident_id,account_id,first_acted_at,first_proposed_at,answer,bits,probability,harm,why,evidence", [["I-1", "r1", "2026-01-02 22:00:20+00", "2026-01-02 22:01:00+00", "restrict", 9.5, 0.99, 4, "woke up", "[]"], ["I-1", hostileId, null, "2026-01-02 22:01:00+00", "restrict", 3.5, 0.92, 0, "waits", "[]"], ["I-1", "ann", "2026-01-02 22:01:10+00", null, "spared", -2, 0.2, 1, "lives", "[]"]]);
  write(
    "ban_candidate",
    "run_id,account_id,ring_id,action,evidence_bits,probability,kinds,reasons,state,proposed_at,expires_at,case_id,overturned_at,overturned_reason",
    [
      ...["r1", "r2", "r3", hostileId].map((id, i) => [runId, id, "R-1", "ban", 30 - i, (99 - i) / 100, '["device"]', reasons(6), "proposed", "2026-01-03 00:00:00+00", null, `C-${i + 2}`, ...(id === "r2" ? ["2026-01-02 12:00:00+00", "a shared tablet"] : [null, null])]),
      [runId, "r4", "R-1", "restrict", 27, 0.9, '["device"]', reasons(6), "proposed", "2026-01-03 00:00:00+00", "2026-01-17 00:00:00+00", "C-6", null, null],
      ["N-20260102-old", "r4", "R-1", "challenge", 20, null, '["device"]', reasons(5), "superseded", "2026-01-02 00:00:00+00", null, "C-1", null, null],
    ],
  );

  const work = await DuckDbEngine.open({ path: ":memory:" });
  try {
    const number = (type: "integer" | "bigint", values: number[]): { type: "integer" | "bigint"; values: number[] } => ({ type, values });
    await work.createTable("account", {
      account: number("integer", ids.map((_, i) => i)),
      account_id: { type: "varchar", values: ids },
      created_ms: number("bigint", ids.map((_, i) => asOf - 10 * day + i)),
      protected: { type: "boolean", values: ids.map((id) => id === "r5") },
      closed_ms: { type: "bigint", values: ids.map(() => null) },
    });
    await work.createTable("account_count", { account: number("integer", [0]), login_count: number("bigint", [5]), action_count: number("bigint", [7]) });
    await work.createTable("kind", { kind_no: number("integer", [0, 1]), kind: { type: "varchar", values: ["device", "ip"] } });
    const keys = [["d-1", null, "d-1"], [`9.9.9.9@${asOf - day}`, `9.9.9.0/24@${asOf - day}`, "9.9.9.9"]];
    await work.createTable("key", {
      key_no: number("integer", [0, 1]),
      kind_no: number("integer", [0, 1]),
      key: { type: "varchar", values: keys.map((key) => key[0]) },
      parent_key: { type: "varchar", values: keys.map((key) => key[1]) },
      source: { type: "varchar", values: keys.map((key) => key[2]) },
      account_count: number("bigint", [6, 3]),
    });
    await work.createTable("holding", {
      key_no: number("integer", [0, 0, 0, 0, 0, 0, 1, 1, 1]),
      account: number("integer", [0, 1, 2, 3, 4, 5, 6, 7, 0]),
      first_ms: number("bigint", [0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => asOf - day + i)),
      last_ms: number("bigint", [0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => asOf - 1000 + i)),
    });
    const pairs = [0, 1, 2, 3, 4, 5].flatMap((a) => [0, 1, 2, 3, 4, 5].filter((b) => a < b).map((b) => [a, b]));
    await work.createTable("edge", {
      a: number("integer", pairs.map((pair) => pair[0])),
      b: number("integer", pairs.map((pair) => pair[1])),
      kind_no: number("integer", pairs.map(() => 0)),
      millibits: number("bigint", pairs.map(() => 18_500)),
    });
    await work.createTable("rule_said", {
      group_no: { type: "integer", values: [1, 1, 2] }, ring_id: { type: "varchar", values: ["R-1", "R-1", null] }, found: { type: "varchar", values: ["ties", "ties", "ties"] }, size: { type: "integer", values: [6, 6, 7] },
      smallest_account: { type: "integer", values: [0, 0, 1] }, rule: { type: "varchar", values: ["operator_over_ties", "operator_over_ties", "operator_over_ties"] }, part: { type: "varchar", values: [null, "quiet", null] },
      says: { type: "varchar", values: ["why", "does little at all", "why"] }, pass: { type: "boolean", values: [true, null, false] }, measured: { type: "double", values: [4.5, 3, -2] }, threshold: { type: "double", values: [2.5, null, 2.5] },
    });
    await work.createTable("linked_account", {
      group_no: { type: "integer", values: [] }, account: { type: "integer", values: [] },
      evidence_bits: { type: "double", values: [] }, price_bits: { type: "double", values: [] },
    });
    await work.createTable("oddity", {
      account: number("integer", [0, 1, 2]), source_table: { type: "varchar", values: ["logins", "logins", "logins"] }, rule: { type: "varchar", values: ["device_id that stands for none", "device_id that stands for none", "ip unreadable"] },
      value: { type: "varchar", values: ["9774d56d682e549c", "9774d56d682e549c", null] }, row_count: number("bigint", [3, 1, 1]),
    });
    await work.createTable("ring_evidence", {
      ring_id: { type: "varchar", values: ["R-1"] },
      kind: { type: "varchar", values: ["device"] },
      key: { type: "varchar", values: ["d-1"] },
      source: { type: "varchar", values: ["d-1"] },
      member_count: number("integer", [6]),
      under_count: number("integer", [6]),
      outside_count: number("integer", [0]),
      outside_under_count: number("integer", [2]),
      probability: { type: "double", values: [0.125] },
      bits: { type: "double", values: [34.1] },
    });
    for (const sql of options.more ?? []) await work.run(sql);
    if (options.spoil !== undefined) await work.run(options.spoil);
    await buildSnapshot({ work, home, resultsFolder: results, runId });
  } finally {
    work.close();
  }
}
