import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { ringLosses, traceRings } from "../../src/evaluate/trace-rings.js";

const base = mkdtempSync(join(tmpdir(), "ringfence-trace-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

test("a ring's way: provable, proposed and accepted by half both ways, acted on; groups of innocents by their kinds", async () => {
  const truth = join(base, "truth.csv");
  const innocents = join(base, "innocents.csv");
  // a0 to a3 are accounts 0 to 3, b0 to b3 4 to 7, c0 and c1 8 and 9; x0 to x3 10 to 13. a4 is unknown to the run.
  const ids = [...["a", "b"].flatMap((ring) => [0, 1, 2, 3].map((i) => `${ring}${i}`)), "c0", "c1", "x0", "x1", "x2", "x3"];
  writeFileSync(truth, `account_id,ring,kind\n${[...ids.slice(0, 10), "a4"].map((id) => `${id},${id[0]},farm`).join("\n")}\n`);
  writeFileSync(innocents, "account_id,kind\nx0,class\nx0,dorm\nx1,class\n");
  const engine = await DuckDbEngine.open({ path: ":memory:" });
  try {
    await engine.createTable("account", { account: { type: "integer", values: ids.map((_, i) => i) }, account_id: { type: "varchar", values: ids } });
    const group = (...accounts: number[]): Int32Array => Int32Array.from(accounts);
    const asked: number[][] = [];
    const traced = await traceRings(
      engine,
      {
        trace: { proposals: [group(0, 1, 10), group(4), group(5), group(10, 11, 12, 13, 4)], accepted: [group(0, 1, 10), group(10, 11, 12, 13, 4)] },
        prove: (accounts) => (asked.push([...accounts]), { pass: accounts.length > 2, measured: { size: accounts.length } }),
      },
      { truth, innocents },
    );
    expect(asked).toEqual([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]);
    expect(traced.rings).toEqual([
      // Two of four, two of three.
      { ring: "a", verdict: { pass: true, measured: { size: 4 } }, proposed_share: 1 / 2, accepted_share: 1 / 2, proposed_account_share: 1 / 2, accepted_account_share: 1 / 2 },
      // In pieces of one.
      { ring: "b", verdict: { pass: true, measured: { size: 4 } }, proposed_share: 1 / 4, accepted_share: 1 / 5, proposed_account_share: 1 / 2, accepted_account_share: 0 },
      { ring: "c", verdict: { pass: false, measured: { size: 2 } }, proposed_share: 0, accepted_share: 0, proposed_account_share: 0, accepted_account_share: 0 },
    ]);
    expect(traced.false_groups).toEqual([{ account_count: 5, ring_account_count: 1, kinds: [{ kind: "class", account_count: 2 }, { kind: "ordinary", account_count: 2 }, { kind: "dorm", account_count: 1 }] }]);

    const outcome = (ring: string, member_count: number, flagged_count: number) => ({ ring, habit: "farm", size: 4, in_attack: false, member_count, flagged_count, best_count: 0, overlap_share: 0, found: false });
    const losses = (flagged: number): unknown[] => ringLosses(traced.rings, [outcome("a", 4, flagged), outcome("b", 4, 0)]).map(({ ring, acted_on, lost_at }) => [ring, acted_on, lost_at]);
    expect(losses(2)).toEqual([["a", true, null], ["b", false, "not proposed"]]);
    expect(losses(1)).toEqual([["a", false, "not acted on"], ["b", false, "not proposed"]]);
    const unproved = traced.rings.map((ring) => ({ ...ring, verdict: { pass: false, measured: {} }, accepted_share: 0 }));
    expect(ringLosses(unproved, [outcome("a", 4, 0)])[0].lost_at).toBe("not provable");
    expect(ringLosses([{ ...traced.rings[0], accepted_share: 0.4 }], [outcome("a", 4, 0)])[0].lost_at).toBe("not accepted");
    expect(await engine.rows("select table_name from duckdb_tables() where table_name <> 'account'")).toEqual([]);
  } finally {
    engine.close();
  }
});
