import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Command } from "commander";
import type { Client } from "pg";
import { defaultSettings } from "../../config/settings.js";
import { packageFolder, pictureFolder, snapshotFile } from "../../config/place.js";
import { formatCount, formatDuration } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import { bold, dim } from "../../console/terminal.js";
import { DuckDbEngine } from "../../engine/duckdb-engine.js";
import { RingfenceError } from "../../errors/ringfence-error.js";
import { example, type Tools } from "../tools.js";
import { withSnapshot } from "../with-snapshot.js";
import { drawing, page, writeRingFile } from "../ring-files.js";
import { candidateTable } from "./candidates.js";
import { ringTable } from "./rings.js";
import { outcomeSentence } from "./run.js";

const sampleFolder = join(packageFolder, "data-samples");
/** Candidates that are shown. */
const shownCandidates = 6;

/** `ringfence demo`, which is `npm start`: from nothing to rings, on the sample world. */
export function addDemo(program: Command, tools: Tools): void {
  program
    .command("demo")
    .description("load the sample world into a Postgres of its own, find its rings and show them (npm start)")
    .addHelpText("after", `\nStarts a Postgres under RINGFENCE_HOME and stops it again; where DATABASE_URL is set, under RINGFENCE_HOME/demo. A second run changes nothing.\n${example("ringfence demo")}`)
    .action(() => demo(apart(tools)));
}

/** The demo's own place: never a database that the environment names, nor the folder in which its results are. */
function apart(tools: Tools): Tools {
  const { place } = tools;
  if (place.databaseUrl === undefined && place.sourceUrl === undefined) return tools;
  const home = join(place.home, "demo");
  tools.note(`${place.databaseUrl === undefined ? "RINGFENCE_SOURCE_URL" : "DATABASE_URL"} is set; the demo does not touch that database. It uses a Postgres of its own under ${home}.`);
  return { ...tools, place: { ...place, home, databaseUrl: undefined, sourceUrl: undefined } };
}

async function demo(tools: Tools): Promise<void> {
  const { place, terminal } = tools;
  const startMs = tools.nowMs();
  const { openDatabase, withClient } = await import("../../postgres/connect.js");
  const { migrate } = await import("../../postgres/migrate.js");
  const { load } = await import("../../postgres/load.js");
  const { nightly } = await import("../../../jobs/nightly.js");
  // The sample is in the tables of the contract, whatever one's own source is.
  const settings = { ...tools.settings(), source: defaultSettings.source };
  const { as_of: asOf } = JSON.parse(readFileSync(join(sampleFolder, "world.json"), "utf8")) as { as_of: string };
  const line = tools.progress();
  // One handle for the whole demo: the server of the steps in between is the same.
  const database = await openDatabase(place, tools.note);
  try {
    await withClient(database.url, "ringfence demo", async (client) => {
      const state = await sourceState(client, settings.source.schema);
      if (state === "other") {
        throw new RingfenceError("USAGE", `The demo loads its sample into an empty database only, and the embedded database under ${place.home} holds accounts of its own; nothing was changed. For these, use "ringfence check" and "ringfence run nightly"; to see the demo, set RINGFENCE_HOME to a new folder.`);
      }
      await migrate(client);
      if (state === "empty") {
        const rows = await load({
          url: database.url, schema: settings.source.schema, folder: sampleFolder, mode: "empty", timeZone: settings.source.time_zone, workFolder: place.home, signal: tools.signal,
          onProgress: ({ table, phase }) => line.stage({ stage: "load", message: `${table}: ${phase}` }),
        });
        line.stage({ stage: "load", rows: rows.accounts + rows.logins + rows.actions, finished: true });
      }
    });
    const outcome = await nightly({ place, settings, asOfMs: Date.parse(asOf), dryRun: false, now: tools.nowMs, note: tools.note, progress: line.stage, signal: tools.signal });
    line.clear();
    for (const warning of outcome.warnings) tools.note(`Warning: ${warning}`);
    terminal.out(`${outcomeSentence(outcome)}\n`);
  } finally {
    line.clear();
    await database.stop();
  }
  await show(tools, startMs);
}

/** Whether the source is empty (or missing), holds the sample, or something else. The sample is known by its own first and last account. */
async function sourceState(client: Client, schema: string): Promise<"empty" | "sample" | "other"> {
  const { rows: tables } = await client.query<{ table_name: string }>("select table_name from information_schema.tables where table_schema = $1 and table_name in ('accounts', 'logins', 'actions')", [schema]);
  if (tables.length === 0) return "empty";
  const table = (name: string): string => `${client.escapeIdentifier(schema)}.${name}`;
  let filled = false;
  for (const { table_name } of tables) filled ||= (await client.query(`select 1 from ${table(table_name)} limit 1`)).rowCount === 1;
  if (!filled) return "empty";
  if (tables.length < 3) return "other";
  const engine = await DuckDbEngine.open({ path: ":memory:" });
  try {
    const [sample] = await engine.rows("select count(*) as account_count, min(account_id) as first_id, max(account_id) as last_id from read_parquet($file)", { file: join(sampleFolder, "accounts.parquet") });
    const { rows } = await client.query<{ account_count: string; ends: string }>(
      `select (select count(*) from (select 1 from ${table("accounts")} limit $1) as counted) as account_count, (select count(*) from ${table("accounts")} where account_id::text in ($2, $3)) as ends`,
      [Number(sample.account_count) + 1, String(sample.first_id), String(sample.last_id)],
    );
    return Number(rows[0].account_count) === Number(sample.account_count) && Number(rows[0].ends) === 2 ? "sample" : "other";
  } finally {
    engine.close();
  }
}

/** What was found, from the investigators' file. */
async function show(tools: Tools, startMs: number): Promise<void> {
  const { terminal, place, cwd } = tools;
  const heavy = bold(terminal);
  const short = (path: string): string => {
    const near = relative(cwd, path);
    return near.startsWith("..") ? path : near;
  };
  await withSnapshot(tools, async (snapshot) => {
    const rings = await snapshot.rings();
    const candidates = await snapshot.candidates();
    const firsts = candidates.filter((row, i) => candidates.findIndex((other) => other.ring_id === row.ring_id) === i);
    const shown = [...new Set([...firsts, ...candidates])].slice(0, shownCandidates);
    const [first] = rings;
    terminal.out(`\n${heavy("Rings")} (evidence and price in bits: a ring's evidence must exceed the price of naming its accounts)\n\n${rings.length === 0 ? "None." : ringTable(tools, rings)}\n`);
    if (shown.length > 0) terminal.out(`\n${heavy("Strongest candidates")}, the first of each ring; people decide\n\n${candidateTable(tools, shown)}\n`);
    for (const { ring_id: id } of rings) {
      writeRingFile(join(pictureFolder(place.home), `${id}.svg`), await drawing(snapshot, id));
      writeRingFile(join(pictureFolder(place.home), `${id}.html`), await page(snapshot, id));
    }
    const elsewhere = tools.env.RINGFENCE_HOME !== undefined || place.home !== join(cwd, "var") ? `RINGFENCE_HOME=${shellWord(short(place.home))} ` : "";
    const command = `${elsewhere}npx --no-install ringfence`;
    terminal.out(
      `\nInvestigators' file: ${heavy(short(snapshotFile(place.home)))} (DuckDB; open it read-only)\n` +
        (first === undefined ? "" : `Pages and pictures:  ${heavy(short(pictureFolder(place.home)))}/ (of every ring, for example ${first.ring_id}.html to open in a browser, ${first.ring_id}.svg)\n`) +
        `\nTry next:\n` +
        (first === undefined
          ? `  ${command} status\n  ${command} query "from quarantine"\n  ${command} --help\n`
          : `  ${command} ring ${first.ring_id}\n  ${command} account ${shellWord(candidates[0]?.account_id ?? (await snapshot.ring(first.ring_id)).members[0].account_id)}\n  ${command} query "from ring_moments('${first.ring_id}')"\n  ${command} console --open\n`) +
        `${dim(terminal)(`Done in ${formatDuration((tools.nowMs() - startMs) / 1000)}, ${formatCount(rings.length)} rings.`)}\n`,
    );
  });
}

/** An id as one word of a shell's command line. */
const shellWord = (id: string): string => (/^[\w.@:+-]+$/.test(id) ? id : `'${printable(id, 80).replaceAll("'", "'\\''")}'`);
