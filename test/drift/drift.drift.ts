import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { makeWorld } from "../../src/world/make-world.js";
import { openHouse, settingsWith, worldAsOfMs } from "../pipeline/night.js";
import { DriftingWorld, drift } from "./drifting-world.js";

/** Seeds 1 to 20 were looked at while tracking and ring search were developed; these were not. */
const seeds = (process.env.DRIFT_SEEDS ?? "21,22,23,24,25").split(",").map(Number);
const accounts = Number(process.env.DRIFT_ACCOUNTS ?? 6000);
const dayMs = 86_400_000;
/** A change shows when the moments of before have left the look-back of seven nights and new ones are many; so many nights it may take. */
const toleranceNights = 10;

interface Planned {
  night: number;
  event: "birth" | "merge" | "split" | "dormancy" | "return";
  ring: string;
  other?: string;
  matchedOn?: "keys";
}
/** What happens to the planted rings, by the first night that can see it. */
const plan: readonly Planned[] = [
  { night: 3, event: "merge", ring: "big", other: "small" },
  { night: 3, event: "split", ring: "part", other: "whole" },
  { night: 2, event: "dormancy", ring: "sleeper" },
  { night: 11, event: "return", ring: "sleeper" },
  { night: 4, event: "dormancy", ring: "purged" },
  { night: 7, event: "return", ring: "purged", matchedOn: "keys" },
  { night: 7, event: "birth", ring: "closed", other: "closed", matchedOn: "keys" },
];
const steady = ["steady-1", "steady-2", "steady-3", "steady-4"];

interface Told {
  night: number;
  ring_id: string;
  event: string;
  other_ring_id: string | null;
  overlap_share: number | null;
  matched_on: string | null;
}
interface Outcome {
  seed: number;
  right: number;
  ringNights: number;
  wrong: string[];
  found: { planned: Planned; at: number | undefined; overlap: number | null; as: string }[];
}

async function world(seed: number): Promise<Outcome> {
  const house = await openHouse();
  try {
    const out = join(house.home, "world");
    await makeWorld({ accounts, seed, out, rings: false });
    await house.load(out);
    const { client } = house;
    const rooms = (await client.query<{ target_id: string }>("select target_id from actions where target_id is not null group by 1 having count(distinct account_id) between 15 and 300 order by count(*) desc, 1 limit 200")).rows.map((row) => row.target_id);
    const planted = new DriftingWorld(client, seed, rooms, worldAsOfMs);
    for (const [name, size] of [["big", 36], ["small", 20], ["whole", 48], ["sleeper", 24], ["purged", 30], ["closed", 30]] as const) planted.plant(name, size);
    steady.forEach((name, i) => planted.plant(name, [14, 20, 32, 60][i]));
    await planted.begin();

    const settings = settingsWith({ max_ban_share: 1 });
    const idOf = new Map<string, string>();
    const everIn = new Map<string, string>();
    const firstId = new Map<string, string>();
    const told: Told[] = [];
    const outcome: Outcome = { seed, right: 0, ringNights: 0, wrong: [], found: [] };
    for (let night = 0; night < drift.nights; night++) {
      const ring = (name: string): NonNullable<ReturnType<typeof planted.rings.get>> => planted.rings.get(name)!;
      if (night === 2) ring("sleeper").acts = false;
      if (night === 11) ring("sleeper").acts = true;
      if (night === 3) {
        // One operator buys the other's accounts and runs them on his own devices, at his own customers.
        ring("big").accounts.push(...ring("small").accounts);
        planted.rings.delete("small");
        const part = planted.plant("part", 0);
        // Along its devices: the second site goes its own way.
        part.accounts = ring("whole").accounts.splice(0, 18);
        part.devices = ring("whole").devices.splice(0, 18 / drift.accountsPerDevice);
      }
      if (night === 4) {
        await planted.purge(await planted.everIn(ring("purged")));
        ring("purged").acts = false;
        await planted.close(await planted.everIn(ring("closed")), worldAsOfMs + (night - 1) * dayMs);
        ring("closed").acts = false;
      }
      if (night === 7) {
        for (const name of ["purged", "closed"]) {
          ring(name).accounts = ring(name).accounts.map(() => planted.account());
          ring(name).acts = true;
        }
      }
      if (night > 0) await planted.next(night);
      const { runId } = await house.night({ asOfMs: worldAsOfMs + night * dayMs, settings });
      const rows = await house.rows("select ring_id, event, other_ring_id, overlap_share, matched_on from ringfence.ring_event where run_id = $1 order by ring_id, event", [runId]);
      const tonight = rows.map((row) => ({ night, ...row }) as unknown as Told);
      told.push(...tonight);
      // Also on nights on which it does not act: its own torn-off part may find back to it.
      const back = tonight.find((one) => one.event === "merge" && one.other_ring_id === idOf.get("closed") && one.ring_id === firstId.get("closed"));
      if (back !== undefined) idOf.set("closed", back.ring_id);
      const members = new Map((await house.rows("select account_id, ring_id from ringfence.ring_member where run_id = $1", [runId])).map((row) => [String(row.account_id), String(row.ring_id)]));
      // For a person who wants to see whom each found ring is made of: planted and still there, or planted and gone.
      if (process.env.DRIFT_SHOW !== undefined) {
        for (const { name, accounts: now } of planted.rings.values()) for (const account of now) everIn.set(account, name);
        const current = new Set([...planted.rings.values()].flatMap((one) => one.accounts));
        const made = new Map<string, Record<string, number>>();
        for (const [account, id] of members) {
          const key = `${everIn.get(account) ?? "?"}${current.has(account) ? "" : "-left"}`;
          const counts = made.get(id) ?? {};
          counts[key] = (counts[key] ?? 0) + 1;
          made.set(id, counts);
        }
        console.log(`night ${night}: ${[...made].map(([id, counts]) => `${id} ${JSON.stringify(counts)}`).sort().join("  ")}\n   ${tonight.filter(({ event }) => event !== "continuation").map((one) => `${one.ring_id} ${one.event} ${one.other_ring_id ?? ""} ${one.overlap_share ?? ""}`).join("; ")}`);
      }
      for (const { name, accounts: now, acts } of planted.rings.values()) {
        if (!acts) continue;
        const votes = new Map<string, number>();
        for (const account of now) {
          const id = members.get(account);
          if (id !== undefined) votes.set(id, (votes.get(id) ?? 0) + 1);
        }
        const held = [...votes].sort(([, one], [, other]) => other - one)[0]?.[0];
        if (held !== undefined) follow(name, held, told, idOf);
        if (held !== undefined && !firstId.has(name)) firstId.set(name, held);
        outcome.ringNights++;
        if (held !== undefined && held === idOf.get(name)) outcome.right++;
        else outcome.wrong.push(`night ${night}: ${name} is ${idOf.get(name) ?? "unknown"}, found as ${held ?? "nothing"}`);
      }
    }
    const bornAs = told.find((one) => one.event === "birth" && one.other_ring_id === firstId.get("closed") && one.night >= 7)?.ring_id;
    for (const planned of plan) {
      const [ringId, otherId] = [planned.event === "birth" ? bornAs : idOf.get(planned.ring), firstId.get(planned.other ?? "")];
      // Which of two keeps its id is decided by what is found of each that night.
      const pairs = planned.event === "split" ? [[ringId, idOf.get("whole")], [idOf.get("whole"), ringId]] : planned.event === "merge" ? [[firstId.get(planned.ring), otherId], [otherId, firstId.get(planned.ring)]] : [[ringId, otherId]];
      // Where the part is found by its new accounts, which never acted with the whole, it is born with the whole's keys.
      const names = planned.event === "split" ? ["split", "birth"] : [planned.event];
      const event = told.find((one) => names.includes(one.event) && pairs.some(([id, other]) => one.ring_id === id && (planned.other === undefined || one.other_ring_id === other))
        && (planned.matchedOn === undefined || one.matched_on === planned.matchedOn) && one.night >= planned.night && one.night <= planned.night + toleranceNights);
      outcome.found.push({ planned, at: event?.night, overlap: event?.overlap_share ?? null, as: event === undefined || event.event === planned.event ? "" : ` as ${event.event} with its keys` });
    }
    return outcome;
  } finally {
    await house.close();
  }
}

/**
 * A planted ring is known by the id of its first night. From then on its id may change in three ways only, each told by an event: of the two
 * that were planned to go their own ways one splits off (until then it is right that both carry one id; which one keeps it is decided by what is
 * found of each that night); of the two that were planned to merge the other's id goes on; new accounts that appear beside banned ones which are still found are born with the old ring's keys, and take its id
 * when those are not found any more.
 */
function follow(name: string, held: string, told: readonly Told[], idOf: Map<string, string>): void {
  if (!idOf.has(name)) idOf.set(name, held);
  const id = idOf.get(name);
  const says = (event: string, ringId: string, otherId: string | undefined): boolean => told.some((one) => one.event === event && one.ring_id === ringId && one.other_ring_id === otherId);
  if (["part", "whole"].includes(name) && idOf.get("part") === idOf.get("whole") && (says("split", held, id) || says("birth", held, id))) idOf.set(name, held);
  if (name === "big" && held === idOf.get("small") && says("merge", held, id)) idOf.set(name, held);
  if (name === "closed" && (says("birth", held, id) || says("merge", held, id))) idOf.set(name, held);
}

const lines: string[] = [];
const say = (line: string): void => {
  lines.push(line);
  console.log(line);
};

const outcomes: Outcome[] = [];
const totalOf = (what: "right" | "ringNights"): number => outcomes.reduce((sum, outcome) => sum + outcome[what], 0);
afterAll(() => {
  if (outcomes.length === 0) return;
  say(`Worlds of ${accounts.toLocaleString("en")} accounts and ten rings, seeds ${outcomes.map((one) => one.seed).join(", ")}, ${drift.nights} nights through a real Postgres; every night ${100 * drift.churnShare} % of the members of every ring are replaced, ` +
    `${100 * drift.noiseShare} % of the rows are lost and ${100 * drift.noiseShare} % moved by hours.` +
    " Whether a ring is found at all, and in how many pieces, is the detector's part; every ring-night in which it is not found counts as wrong.\n");
  say("| seed | ring-nights | of them under the right id | the others |");
  say("|---|---|---|---|");
  for (const { seed, ringNights, right, wrong } of outcomes) say(`| ${seed} | ${ringNights} | ${right} (${((100 * right) / ringNights).toFixed(1)} %) | ${wrong.join("; ")} |`);
  say(`| all | ${totalOf("ringNights")} | ${totalOf("right")} (${((100 * totalOf("right")) / totalOf("ringNights")).toFixed(1)} %) | |`);
  say(`\n| planned | first night that can see it | ${outcomes.map(({ seed }) => `told in, seed ${seed}`).join(" | ")} |`);
  say(`|---|---|${outcomes.map(() => "---|").join("")}`);
  plan.forEach((planned, i) => {
    const what = `${planned.event} of ${planned.ring}${planned.other === undefined ? "" : planned.event === "merge" ? ` with ${planned.other}` : planned.event === "birth" ? ", come back beside its banned accounts" : ` off ${planned.other}`}${planned.matchedOn === undefined ? "" : ", by keys"}`;
    const cells = outcomes.map(({ found }) => (found[i].at === undefined ? "not told" : `night ${found[i].at}${found[i].as}${found[i].overlap === null ? "" : ` (overlap ${found[i].overlap.toFixed(2)})`}`));
    say(`| ${what} | ${planned.night} | ${cells.join(" | ")} |`);
  });
  mkdirSync(join(packageFolder, "docs"), { recursive: true });
  writeFileSync(join(packageFolder, "docs", "drift.md"), `# Drift\n\nWritten by \`npm run drift\`. How the right id is defined: \`test/drift/drift.drift.ts\`.\n\n${lines.join("\n")}\n`);
});

test.each(seeds)("14 nights of churn, a merge, a split, sleep, bans and returns: ids stay right, every planned event is told (seed %i)", async (seed) => {
  const outcome = await world(seed);
  outcomes.push(outcome);
  expect(outcome.found.filter(({ at }) => at === undefined).map(({ planned }) => planned)).toEqual([]);
  expect(outcome.right / outcome.ringNights).toBeGreaterThanOrEqual(0.9);
});

test("95 % of all ring-nights carry the right id", () => {
  expect(totalOf("right") / totalOf("ringNights")).toBeGreaterThanOrEqual(0.95);
});
