import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { serveSignFile } from "../../src/config/place.js";
import { writeServeSign } from "../../src/console/serve-sign.js";
import { run } from "./command-line.js";

let home: string;
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), "status-"))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

const at = (day: number, hour: number): string => new Date(Date.UTC(2026, 0, day, hour)).toISOString();
const attempt = (status: string, day: number, reason: string | null = null): string =>
  JSON.stringify({ run_id: `N-${day}`, kind: "nightly", as_of: at(day, 0), status, reason, started_at: at(day, 2), finished_at: at(day, 3), counts: { rings: 3, candidates_ban: 7 } });
const log = (...lines: string[]): void => writeFileSync(join(home, "runs.jsonl"), `${lines.join("\n")}\n`);

test("a night that ended less than 26 hours ago is good, one that is older is not", async () => {
  log(attempt("published", 1));
  expect((await run(home, ["status"], { nowMs: Date.UTC(2026, 0, 2, 5) })).code).toBe(0);
  const late = await run(home, ["status"], { nowMs: Date.UTC(2026, 0, 2, 5, 1) });
  expect(late.code).toBe(1);
  expect(late.out).toMatch(/more than 26 hours/);
  expect((await run(home, ["status", "--max-age-hours", "50"], { nowMs: Date.UTC(2026, 0, 2, 5, 1) })).code).toBe(0);
});

test("failed and refused nights are shown with their reason and do not count as good", async () => {
  log(attempt("published", 1), attempt("failed", 2, "The disk is full."), attempt("refused", 3, "too many"));
  const { code, out } = await run(home, ["status"], { nowMs: Date.UTC(2026, 0, 3, 6) });
  expect(code).toBe(1);
  expect(out).toContain("The disk is full.");
});

test("a night that was refused or failed today speaks although yesterday's was good, and so does the first one ever", async () => {
  log(attempt("published", 1), attempt("refused", 2, "Half of the logins are gone."));
  const refused = await run(home, ["status"], { nowMs: Date.UTC(2026, 0, 2, 3) });
  expect(refused.code).toBe(1);
  expect(refused.out).toMatch(/^The newest night \(2026-01-02 02:00 UTC\) was refused: Half of the logins are gone\.\n/);
  log(attempt("failed", 1, "No Postgres answers."));
  const first = await run(home, ["status"], { nowMs: Date.UTC(2026, 0, 1, 4) });
  expect(first.code).toBe(1);
  expect(first.out).toMatch(/^The newest night .* failed: No Postgres answers\.\nNo night has gone well yet/);
});

test("a night of today that looked at old data is not fresh", async () => {
  const old = JSON.stringify({ ...(JSON.parse(attempt("published", 30)) as object), as_of: at(1, 0) });
  log(old);
  const { code, out } = await run(home, ["status"], { nowMs: Date.UTC(2026, 0, 30, 4) });
  expect(code).toBe(1);
  expect(out).toMatch(/ended 60 min 00 s ago but looked at what was before 2026-01-01 UTC, 29 days ago, more than 50 hours/);
  expect(JSON.parse((await run(home, ["status", "--json"], { nowMs: Date.UTC(2026, 0, 30, 4) })).out)).toMatchObject({ fresh: false, as_of: at(1, 0), as_of_age_hours: 700, age_hours: 1 });
});

test("status --serving looks at the sign of ringfence serve", async () => {
  expect((await run(home, ["status", "--serving"])).code).toBe(1);
  writeServeSign(home, { seen_at: at(1, 0), next_at: at(1, 2) });
  expect((await run(home, ["status", "--serving"], { nowMs: Date.UTC(2026, 0, 1, 0, 30) })).code).toBe(0);
  expect((await run(home, ["status", "--serving"], { nowMs: Date.UTC(2026, 0, 1, 0, 31) })).code).toBe(1);
  const status = (sign: object): Promise<{ code: number; out: string }> => {
    writeFileSync(serveSignFile(home), JSON.stringify({ seen_at: at(1, 0), next_at: at(1, 2), ...sign }));
    return run(home, ["status", "--serving"], { nowMs: Date.UTC(2026, 0, 1, 0, 1) });
  };
  const gone = spawnSync(process.execPath, ["-e", ""]).pid;
  expect(await status({ pid: gone, host: hostname() })).toMatchObject({ code: 1, out: expect.stringContaining("its process is gone") });
  // In another container the number is somebody else's.
  expect((await status({ pid: gone, host: "elsewhere" })).code).toBe(0);
  expect((await status({})).code).toBe(0);
});

test("status --json: newest first, a line cut by a crash is left out", async () => {
  log(attempt("published", 1), attempt("already-published", 2), '{"run_id": "N-3", "sta');
  const { out, code } = await run(home, ["status", "--json"], { nowMs: Date.UTC(2026, 0, 2, 4) });
  expect(code).toBe(0);
  const answer = JSON.parse(out) as { runs: { run_id: string }[] };
  expect(answer).toMatchObject({ fresh: true, last_success_at: at(2, 3), age_hours: 1, max_age_hours: 26, snapshot: null });
  expect(answer.runs.map((row) => row.run_id)).toEqual(["N-2", "N-1"]);
});

test("a dry or stale run is not a good night; no run at all says so", async () => {
  expect(await run(home, ["status"])).toMatchObject({ code: 1 });
  log(attempt("dry", 3), attempt("stale", 3));
  expect((await run(home, ["status"], { nowMs: Date.UTC(2026, 0, 3, 4) })).code).toBe(1);
});
