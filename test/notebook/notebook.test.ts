import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { openHouse, sampleFolder, type House } from "../pipeline/night.js";

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

test("every cell of the notebook runs on the sample's file, in order, and every question has an answer", ({ skip }) => {
  const found = pythonWithDuckdb();
  if ("missing" in found) return skip(found.missing);
  const { status, stdout, stderr } = spawnSync(found.python, [join(packageFolder, "test", "notebook", "run_notebook.py"), notebook], { encoding: "utf8", env: { ...process.env, RINGFENCE_HOME: house.home } });
  expect(status, stderr).toBe(0);
  const answers = stdout.trim().split("\n").map((line) => JSON.parse(line) as { cell: string; rows: number | null });
  expect(answers.length).toBeGreaterThan(12);
  expect(answers.filter((answer) => answer.rows === null || answer.rows === 0)).toEqual([]);
}, 300_000);

test("the notebook holds no output and no result of one machine", () => {
  const { cells } = JSON.parse(readFileSync(notebook, "utf8")) as { cells: { cell_type: string; outputs?: unknown[]; execution_count?: number | null }[] };
  expect(cells.filter((cell) => cell.cell_type === "code" && (cell.outputs?.length !== 0 || cell.execution_count !== null))).toEqual([]);
});
