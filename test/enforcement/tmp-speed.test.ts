import { readFileSync } from "node:fs";
import { test } from "vitest";
import { release, undo } from "../../src/enforcement/releases.js";
import { many, one, openGates, openTown, reviewRing } from "./town.js";
test("speed", async () => {
  const town = await openTown();
  const cpu = (pid: number): number => { const parts = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" "); return (Number(parts[11]) + Number(parts[12])) / 100; };
  const took: Record<string, number> = {};
  const step = async (name: string, client: import("pg").Client, work: () => Promise<unknown>): Promise<void> => {
    const pid = Number((await one(client, "select pg_backend_pid() as pid")).pid);
    const before = cpu(pid); await work(); took[name] = cpu(pid) - before; console.log(name, took[name]);
  };
  await step("published", town.owner, () => town.night(1, many(17_000), 1_000_000));
  for (const person of ["ana", "ben"] as const) { const c = await town.as(person); await step(`approved ${person}`, c, () => reviewRing(c, "R-1")); }
  await openGates(town.owner, town);
  await step("released", town.owner, () => release(town.owner, { id: "r1" }));
  await step("undone", town.owner, () => undo(town.owner, { what: "run", subject: "N-1", id: "u1", reason: "x" }));
  await town.close();
}, 900_000);
