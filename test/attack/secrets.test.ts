import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect } from "vitest";
import { alertTo } from "../../jobs/alert.js";
import { handed, toWebhook } from "../../src/enforcement/receiver.js";
import { connect, describeUrl } from "../../src/postgres/connect.js";
import { migrate } from "../../src/postgres/migrate.js";
import type { FeedRow } from "../../src/enforcement/feed.js";
import { run } from "../cli/command-line.js";
import { openTown } from "../enforcement/town.js";
import { testDatabase } from "../postgres-server.js";
import { attack } from "./attack.js";

let home: string;
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), "ringfence-attack-"))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

attack({ who: "any local user", attack: "reads the password of --apply-to or --webhook in the list of processes", by: "a password on the command line is refused; @FILE holds it" }, async () => {
  const town = await openTown();
  try {
    for (const argv of [["--apply-to", "postgres://app:hunter2@127.0.0.1/app"], ["--apply-to", "postgres://127.0.0.1/app?user=app&password=hunter2"], ["--webhook", "https://app:hunter2@127.0.0.1/effects"]]) {
      const { code, out, err } = await run(home, ["consume", "--consumer", "c", "--once", ...argv], { env: { DATABASE_URL: town.database.url } });
      expect([code, /hunter2/.test(out + err), err]).toEqual([2, false, expect.stringContaining("@FILE")]);
    }
    writeFileSync(join(home, "url"), `${town.database.url}\n`, { mode: 0o600 });
    expect(await run(home, ["consume", "--consumer", "c", "--once", "--apply-to", "@url"], { env: { DATABASE_URL: town.database.url } })).toMatchObject({ code: 0 });
  } finally {
    await town.close();
  }
});

attack({ who: "any local user", attack: "reads secrets of URLs in messages and logs: webhooks, alerts, postgres://u:1234/hunter2@host", by: "messages say what failed, never the URL" }, async () => {
  const row = { seq: 1, epoch: "e" } as FeedRow;
  for (const url of ["http://app:hunter2@127.0.0.1:9/hook", "http://127.0.0.1:9/hook/hunter2", "hunter2"]) {
    const error = await toWebhook(url)(handed(row)).then(() => new Error("taken"), (thrown: Error) => thrown);
    expect(error.message).not.toContain("hunter2");
    expect(error.message).toMatch(/The webhook for row 1 (?:could not be reached|is no http)/);
  }
  const lines: string[] = [];
  await alertTo("http://app:hunter2@127.0.0.1:9/hook", pino({ base: null }, { write: (line: string) => void lines.push(line) }), async () => {})({ event: "night failed", code: "DATABASE", reason: "away" });
  expect(lines.join("")).not.toContain("hunter2");
  for (const url of ["postgres://u:1234/hunter2@host/app", "postgres://u:12#hunter2@host/app", "postgres://u:hunter2@host:5432/app", "postgres://u:p%2Fhunter2@127.0.0.1:9/app", "hunter2"]) {
    expect(describeUrl(url)).not.toContain("hunter2");
    const { err } = await run(home, ["status", "--help"], {}).then(() => run(home, ["review", "waiting"], { env: { DATABASE_URL: url } }));
    expect(err, url).not.toContain("hunter2");
  }
});

attack({ who: "whoever chooses an id", attack: "a database that is no UTF-8 keeps some ids and not others", by: "migrating refuses it" }, async () => {
  const database = await testDatabase({ migrated: false });
  const admin = await connect(database.url, "admin");
  const url = new URL(database.url);
  const name = `${url.pathname.slice(1)}_latin1`;
  try {
    await admin.query(`create database ${name} encoding 'LATIN1' locale 'C' template template0`);
    url.pathname = `/${name}`;
    const latin = await connect(url.href, "latin");
    try {
      await expect(migrate(latin)).rejects.toMatchObject({ code: "DATABASE", message: expect.stringContaining("LATIN1; results need UTF8") });
    } finally {
      await latin.end();
    }
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.end();
    await database.drop();
  }
});
