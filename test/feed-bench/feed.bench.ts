import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { consumeToEnd } from "../../src/enforcement/consume.js";
import { feedRead, feedState, noHash, verifyFeed } from "../../src/enforcement/feed.js";
import { confirmCaps, release, setCaps, undo } from "../../src/enforcement/releases.js";
import { toDatabase } from "../../src/enforcement/receiver.js";
import { seededRandom } from "../../src/graph/random.js";
import { connect } from "../../src/postgres/connect.js";
import { killPoints } from "../../src/postgres/kill-point.js";
import { build, victim } from "../enforcement/cut-off.js";
import { mutate, mutations } from "../enforcement/mutations.js";
import { storm } from "../enforcement/storm.js";
import { many, one, openGates, openTown, type Town } from "../enforcement/town.js";
import { testServer } from "../postgres-server.js";
import { noStock, startStock, stockBinaries } from "../stock-server.js";

/** What is measured: the embedded Postgres as the tests use it, and Debian's as it is shipped. */
interface Server {
  name: string;
  start: () => Promise<{ url: string; stop: () => Promise<void> }>;
}
const stock: Server = { name: "stock", start: () => startStock() };
const servers: Server[] = [{ name: "embedded", start: () => testServer() }, ...(stockBinaries() === undefined ? [] : [stock])];

/** A line of the table: what, what was promised, and by server what was seen and how busy the machine was then. */
interface Line {
  promised: string;
  seen: Map<string, string>;
  busy: Map<string, string>;
}
const lines = new Map<string, Line>();
let now = "";
function row(what: string, promised: string, seen: string): void {
  const line = lines.get(what) ?? { promised, seen: new Map<string, string>(), busy: new Map<string, string>() };
  lines.set(what, line);
  line.seen.set(now, seen);
  line.busy.set(now, busyNow());
}
/** Processes that want a core, a mean of the last minute. */
const busyNow = (): string => (loadavg()[0] ?? 0).toFixed(1);
const heads = new Map<string, string>();
const document = join(packageFolder, "docs", "feed-bench.md");
const cellsOf = (text: string): string[] => text.split(" | ").map((cell) => cell.replace(/^\| ?| ?\|$/g, "").trim());

/** What the document says of lines that were not measured now, in its order; those that were are put in their places. */
function merged(names: readonly string[]): [string, Line][] {
  const before = existsSync(document) ? readFileSync(document, "utf8").split("\n").filter((text) => /^\| (?!what )/.test(text)).map(cellsOf) : [];
  const all = new Map<string, Line>();
  for (const [what, promised, ...rest] of before) {
    const busy = (rest[names.length] ?? "?, ?").split(", ");
    all.set(what, { promised, seen: new Map(names.map((name, at) => [name, rest[at] ?? ""])), busy: new Map(names.map((name, at) => [name, busy[at] ?? ""])) });
  }
  for (const [what, { promised, seen, busy }] of lines) {
    const old = all.get(what);
    all.set(what, { promised, seen: new Map([...(old?.seen ?? []), ...seen]), busy: new Map([...(old?.busy ?? []), ...busy]) });
  }
  return [...all];
}
afterAll(() => {
  const names = [...heads.keys()];
  const table = (names.length < 2 ? [...lines] : merged(names)).map(([what, { promised, seen, busy }]) => `| ${[what, promised, ...names.map((name) => seen.get(name) ?? ""), names.map((name) => busy.get(name) || "?").join(", ")].join(" | ")} |`);
  if (names.length < 2) return console.log(`${noStock}\nOnly a part was measured, docs/feed-bench.md stays as it is:\n${table.join("\n")}`);
  writeFileSync(
    document,
    `# The feed, measured

Written by \`npm run feed-bench\`, which measures two servers: the embedded one, without fsync, as the tests use it; and Debian's \`postgresql\` in a private cluster with all of its
defaults, so with fsync and with LLVM. \`npm run feed-bench -- -t "17,000"\` measures a part and puts its lines in their places. The lines about 17,000 are the best of ${rounds} rounds: what else the machine does only adds.
Busy: how many processes wanted one of the ${availableParallelism()} cores when that was measured, on the one server and on the other; ?: by an earlier version of this command, in one round.

| what | promised | ${[...heads.values()].join(" | ")} | busy |
|---|---|${"---|".repeat(heads.size + 1)}
${table.join("\n")}
`,
  );
});
/** How often what is timed is done. */
const rounds = 3;

async function inTown<T>(work: (town: Town) => Promise<T>): Promise<T> {
  const town = await openTown();
  try {
    return await work(town);
  } finally {
    await town.close();
  }
}
const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

/** Seconds that each step takes for 17,000 bans in a new database. */
const manyAtOnce = (): Promise<Record<string, number>> =>
  inTown(async (town) => {
    const published = await seconds(() => town.night(1, many(17_000), 1_000_000));
    const decided = await seconds(() => town.approveAll());
    await openGates(town.owner, town);
    const publisher = await town.as("publisher");
    const enforcer = await town.as("enforcer");
    const released = await seconds(async () => expect(await release(publisher, { id: "r1" })).toMatchObject({ outcome: "released", applied: 17_000 }));
    const read = await seconds(async () => {
      const end = await feedState(enforcer);
      const rows = await feedRead(enforcer, 0, 20_000);
      verifyFeed(rows, { seq: 0, hash: noHash }, end);
      expect(rows).toHaveLength(17_000);
    });
    const receiver = await toDatabase(await connect(town.database.url, "bench target"), "bench");
    const applied = await seconds(() => consumeToEnd({ client: enforcer, consumer: "bench", receiver, batch: 5000 }));
    await receiver.close();
    const appeals = await town.as("appeals");
    const undone = await seconds(async () => expect(await undo(appeals, { what: "run", subject: "N-1", id: "u1", reason: "bench" })).toMatchObject({ lifted: 17_000 }));
    return { published, decided, released, read, applied, undone };
  });

describe.each(servers)("$name", ({ name, start }) => {
  let server: Awaited<ReturnType<Server["start"]>>;
  beforeAll(async () => {
    build();
    server = await start();
    now = name;
    // Every town of this block is made here.
    process.env.TEST_DATABASE_URL = server.url;
    const client = await connect(server.url, "bench");
    const { server_version } = await one(client, "select split_part(current_setting('server_version'), ' ', 1) as server_version");
    heads.set(name, name === "embedded" ? `embedded, Postgres ${String(server_version)}` : `Debian's Postgres ${String(server_version)}, defaults`);
    await client.end();
  });
  afterAll(async () => {
    delete process.env.TEST_DATABASE_URL;
    await server.stop();
  });

  test("17,000 bans at once", async () => {
    const best = new Map<string, number>();
    for (let round = 0; round < rounds; round++) {
      for (const [what, took] of Object.entries(await manyAtOnce())) best.set(what, Math.min(took, best.get(what) ?? Infinity));
    }
    const took = (what: string, digits = 1): string => `${best.get(what)!.toFixed(digits)} s`;
    row("17,000 proposals published", "≤ 10 s", took("published"));
    row("approved by two people", "", took("decided"));
    row("17,000 bans released in one go", "≤ 5 s", took("released"));
    row("read by a consumer and verified", "≤ 1 s", took("read", 2));
    row("consumed into a database (read, verified, applied, acknowledged)", "", took("applied"));
    row("undone", "≤ 60 s", took("undone"));
    const promised = { published: 10, released: 5, read: 1, undone: 60 };
    expect(Object.entries(promised).filter(([what, most]) => best.get(what)! > most)).toEqual([]);
  });

  test("eight writers for a minute", async () => {
    // Preparing the cases is no part of the minute: it begins with the first question.
    let start: number | undefined;
    const result = await storm({ writers: 8, casesPerWriter: 4000, until: () => performance.now() - (start ??= performance.now()) < 60_000, now: () => performance.now() });
    row("8 concurrent writers for a minute, 10 % rolled back", "0 lost, 0 repeated, no gap", `${result.seconds.toFixed(0)} s: ${result.committed.toLocaleString("en-US")} committed, ${result.rolledBack.toLocaleString("en-US")} rolled back, ${result.rows.toLocaleString("en-US")} rows: ${result.lost} lost, ${result.repeated} repeated, ${result.gaps} gaps`);
    row("the control at the same time, 8 writers (`id > cursor` over a sequence)", "loses rows", `${result.controlLost.toLocaleString("en-US")} of ${result.controlRows.toLocaleString("en-US")} lost (${((100 * result.controlLost) / result.controlRows).toFixed(1)} %)`);
    expect(result).toMatchObject({ lost: 0, repeated: 0, gaps: 0 });
    expect(result.controlLost).toBeGreaterThan(0);
  });

  test("200 kills of the consumer", async () => {
    const points = killPoints.filter((point) => point.startsWith("consume:"));
    const random = seededRandom(3);
    for (const into of ["database", "command"] as const) {
      await inTown(async (town) => {
        const home = mkdtempSync(join(tmpdir(), "ringfence-feed-bench-"));
        await town.night(1, many(600));
        await town.approveAll();
        await openGates(town.owner, town);
        const command = `read -r line; key=$(printf %s "$line" | sed 's/^{"key":"\\([^"]*\\)".*/\\1/'); printf '%s\\n' "$key" >> '${home}/handed'; mkdir "${home}/$key" 2>/dev/null && printf '%s\\n' "$key" >> '${home}/applied' || true`;
        const args = [town.database.url, "consume", ...(into === "database" ? [town.database.url] : ["-", home, command])];
        let kills = 0;
        for (let round = 0; kills < 100; round++) {
          await release(town.owner, { id: `r${round}`, most: 5 });
          const point = points[Math.floor(random() * points.length)];
          const visit = 1 + Math.floor(random() * 2);
          if ((await victim(args, point === "consume:connected" ? point : `${point}@${visit}`)).killed) kills++;
        }
        expect((await victim(args)).code).toBe(0);
        const keys = (await town.owner.query<{ key: string }>("select epoch || ':' || seq as key from ringfence.feed order by seq")).rows.map((line) => line.key);
        const applied =
          into === "database"
            ? (await town.owner.query<{ key: string }>("select epoch || ':' || seq as key from ringfence_applied_feed order by seq")).rows.map((line) => line.key)
            : existsSync(join(home, "applied")) ? readFileSync(join(home, "applied"), "utf8").trim().split("\n") : [];
        const handed = into === "command" ? readFileSync(join(home, "handed"), "utf8").trim().split("\n").length : keys.length;
        expect(applied).toEqual(keys);
        row(`${kills} kills of the consumer (${into === "database" ? "`--apply-to`" : "`--exec`, a receiver that ignores a key it has seen"})`, "each effect exactly once", `${keys.length} effects, ${applied.length} applied, in order${into === "command" ? `; ${handed} handed over` : ""}`);
        rmSync(home, { recursive: true });
      });
    }
  });

  test("1,000 mutations", () =>
    inTown(async (town) => {
      await town.night(1, many(200));
      await town.approveAll();
      await openGates(town.owner, town);
      await release(town.owner, { id: "r1" });
      const feed = await feedRead(town.owner, 0, 1000);
      const end = await feedState(town.owner);
      const random = seededRandom(9);
      let detected = 0;
      for (let round = 0; round < 1000; round++) {
        try {
          verifyFeed(mutate(feed, mutations[round % mutations.length], random).rows, { seq: 0, hash: noHash }, end);
        } catch {
          detected++;
        }
      }
      row("1,000 mutations of the feed (flip, delete, reorder, insert)", "all detected", `${detected.toLocaleString("en-US")} detected`);
      expect(detected).toBe(1000);
    }));

  test("two publishers and one cap", () =>
    inTown(async (town) => {
      await town.night(1, many(6000));
      await town.approveAll();
      await openGates(town.owner, town);
      await town.owner.query("analyze");
      const [one_, two, second] = [await town.as("publisher"), await town.as("publisher"), await town.as("second")];
      const random = seededRandom(4);
      let [before, over, held] = [0, 0, 0];
      for (let round = 0; round < 1000; round++) {
        const room = 1 + Math.floor(random() * 3);
        // More than before takes a second publisher.
        const request = await setCaps(one_, { day_cap: before + room }, "bench");
        if (request !== undefined) await confirmCaps(second, request);
        const outcomes = await Promise.all([one_, two].map((client, at) => release(client, { id: `r${round}-${at}`, most: 1 + Math.floor(random() * 3) })));
        const applied = outcomes.reduce((sum, outcome) => sum + outcome.applied, 0);
        if (applied > room) over++;
        held += outcomes.filter((outcome) => outcome.outcome === "held").length;
        before += applied;
      }
      expect(Number((await one(town.owner, "select count(*) from ringfence.feed")).count)).toBe(before);
      row("cap race of two publishers, 1,000 rounds", "never over", `${over} times over; ${before.toLocaleString("en-US")} applied, ${held.toLocaleString("en-US")} releases held`);
      expect(over).toBe(0);
    }));
});
