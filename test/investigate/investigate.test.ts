import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { fromSnapshot, openHouse, sampleFolder, worldAsOfMs, type House } from "../pipeline/night.js";

const notebook = join(packageFolder, "docs", "investigate.ipynb");
const run = (command: string, ...args: string[]): { status: number | null; out: string } => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8", timeout: 240_000 });
  return { status, out: `${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}` };
};

/** A Python with duckdb: the one of `PYTHON`, this machine's, or one made here (kept in the temporary folder); or why there is none. */
function pythonWithDuckdb(): { python: string } | { missing: string } {
  const fits = (python: string): boolean => run(python, "-c", "import duckdb").status === 0;
  const own = [process.env.PYTHON ?? "", "python3"].find((python) => python !== "" && fits(python));
  if (own !== undefined) return { python: own };
  const folder = join(tmpdir(), "ringfence-python");
  const python = join(folder, "bin", "python");
  if (existsSync(python) && fits(python)) return { python };
  for (const [command, ...args] of [["python3", "-m", "venv", "--clear", folder], [python, "-m", "pip", "install", "--quiet", "duckdb"]] as const) {
    const { status, out } = run(command, ...args);
    if (status !== 0) return { missing: `no Python with duckdb: "${[command, ...args].join(" ")}" says ${out.trim().split("\n").at(-1)}` };
  }
  return { python };
}

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.load(sampleFolder);
  await house.night();
}, 180_000);
afterAll(() => house.close());

test("the times of ring_acts are those of the source's own rows", async () => {
  const rows = await fromSnapshot(house.home, `
    select act.account_id, act.what, epoch_ms(act.acted_at) as ms
    from (select ring_id from ring where status = 'active') as active, ring_acts(active.ring_id) as act
    where act.kind = 'timing'`);
  expect(rows.length).toBeGreaterThan(100);
  const source = await house.rows("select account_id, action || ':' || target_id as what, floor(extract(epoch from acted_at) * 1000 + 0.0005)::bigint as ms from actions where target_id is not null");
  const known = new Set(source.map((row) => `${String(row.account_id)} ${String(row.what)} ${String(row.ms)}`));
  expect(rows.filter((row) => !known.has(`${String(row.account_id)} ${String(row.what)} ${String(row.ms)}`))).toEqual([]);
});

test("a second night: growth has both, with what the ring weighed in each", async () => {
  const weighed = async (): Promise<Map<unknown, unknown>> => new Map((await fromSnapshot(house.home, "select ring_id, evidence_bits from ring where status = 'active'")).map((row) => [row.ring_id, row.evidence_bits]));
  const first = await weighed();
  await house.night({ asOfMs: worldAsOfMs + 86_400_000 });
  const second = await weighed();
  const stayed = [...first.keys()].find((ring) => second.has(ring));
  const growth = await fromSnapshot(house.home, `select event, size, evidence_bits, price_bits from ring_growth('${String(stayed)}')`);
  expect(growth.map((row) => [row.event, row.evidence_bits])).toEqual([["birth", first.get(stayed)], ["continuation", second.get(stayed)]]);
  for (const row of growth) expect(Number(row.price_bits)).toBeGreaterThan(0);
}, 120_000);

test("every cell of the notebook runs on the sample's file, in order, and every question has an answer", ({ skip }) => {
  const found = pythonWithDuckdb();
  if ("missing" in found) return skip(found.missing);
  const { status, stdout, stderr } = spawnSync(found.python, [join(packageFolder, "test", "investigate", "run_notebook.py"), notebook], { encoding: "utf8", env: { ...process.env, RINGFENCE_HOME: house.home } });
  expect(status, stderr).toBe(0);
  const answers = stdout.trim().split("\n").map((line) => JSON.parse(line) as { cell: string; rows: number | null });
  expect(answers.length).toBeGreaterThan(12);
  expect(answers.filter((answer) => answer.rows === null || answer.rows === 0)).toEqual([]);
}, 300_000);

test("the notebook holds no output and no result of one machine", () => {
  const { cells } = JSON.parse(readFileSync(notebook, "utf8")) as { cells: { cell_type: string; outputs?: unknown[]; execution_count?: number | null }[] };
  expect(cells.filter((cell) => cell.cell_type === "code" && (cell.outputs?.length !== 0 || cell.execution_count !== null))).toEqual([]);
});
