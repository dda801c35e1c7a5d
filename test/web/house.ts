import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium as playwright, type Browser, type BrowserContext, type Page } from "playwright-core";
import { packageFolder, snapshotFile } from "../../src/config/place.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { serveConsole, type RunningConsole } from "../../src/web/serve-console.js";
import { chromium } from "../console/chromium.js";
import { hostileIds } from "../console/hostile-ring.js";

/** Why a test of the page is skipped. */
export const noBrowser = "no Chromium is here (apt-get install chromium, or CHROMIUM names one)";

/** Builds the page where that is stale, as whoever starts a console does. */
export function buildPage(): void {
  execFileSync(process.execPath, [join(packageFolder, "src", "cli", "launch.js"), "--version"]);
}

/** A console in this process, and a way in. */
export interface TestConsole {
  running: RunningConsole;
  origin: string;
  /** The newest address. */
  entrance: () => string;
  /** What a browser that came in sends: its cookie and the key to it. */
  enter(): Promise<{ Cookie: string; "X-Console-Key": string }>;
  close(): Promise<void>;
}

export async function openConsole(home: string, databaseUrl?: string): Promise<TestConsole> {
  const entrances: string[] = [];
  const running = await serveConsole({ place: { home, databaseUrl, sourceUrl: undefined, configFile: undefined }, host: "127.0.0.1", port: 0, nowMs: Date.now, onEntered: (next) => void entrances.push(next) });
  entrances.push(running.entrance);
  const origin = `http://127.0.0.1:${running.port}`;
  return {
    running, origin, entrance: () => entrances.at(-1)!,
    enter: async () => {
      const token = entrances.at(-1)!.split("token=")[1];
      const response = await fetch(`${origin}/api/enter`, { method: "POST", headers: { "Content-Type": "application/json", Origin: origin }, body: JSON.stringify({ token }) });
      return { Cookie: response.headers.get("set-cookie")!.split(";")[0], "X-Console-Key": ((await response.json()) as { key: string }).key };
    },
    close: () => running.close(),
  };
}

/** A browser, and what its pages did. */
export interface TestBrowser {
  browser: Browser;
  /** A person's browser window: no cookie of another one. */
  person(options?: Parameters<Browser["newContext"]>[0]): Promise<Person>;
  close(): Promise<void>;
}

export interface Person {
  context: BrowserContext;
  page: Page;
  /** What went wrong in any page: exceptions, refusals by the policy. */
  errors: string[];
  /** Every address that was asked for. */
  requests: string[];
}

export async function openBrowser(): Promise<TestBrowser> {
  // A path: playwright looks for no name. Software draws the picture; a machine of tests has no graphics card.
  const executablePath = execFileSync("sh", ["-c", `command -v "${chromium}"`], { encoding: "utf8" }).trim();
  const browser = await playwright.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"] });
  return {
    browser,
    person: async (options) => {
      const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, ...options });
      const [errors, requests]: [string[], string[]] = [[], []];
      context.setDefaultTimeout(60_000);
      context.on("request", (request) => void requests.push(request.url()));
      context.on("weberror", (error) => void errors.push(String(error.error())));
      context.on("console", (message) => {
        if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) errors.push(message.text());
      });
      return { context, page: await context.newPage(), errors, requests };
    },
    close: () => browser.close(),
  };
}

/** An investigators' file in a home of its own, changed by these statements; it takes the place of the one that is there by rename, as a night's does. */
export async function changedSnapshot(from: string, statements: readonly string[], home: string = mkdtempSync(join(tmpdir(), "console-"))): Promise<string> {
  const aside = join(home, "aside.duckdb");
  copyFileSync(snapshotFile(from), aside);
  const engine = await DuckDbEngine.open({ path: aside });
  for (const sql of statements) await engine.run(sql);
  await engine.run("checkpoint");
  engine.close();
  renameSync(aside, snapshotFile(home));
  rmSync(`${aside}.wal`, { force: true });
  return home;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Ids that a database can hold: Unicode without lone surrogates, and without the character that ends a text. */
export const heldIds: readonly string[] = hostileIds.map((id) => id.replaceAll(/\p{Cs}|\0/gu, "")).concat(["\u001b[31mred\u001b[0m", "..", "/etc/passwd", "R-1?x=1#y", "%2e%2e%2f", "'; drop table run; --"]);

/** Statements that give the accounts and keys of the strongest ring these ids, as many as it has. */
export const renamedTo = (ids: readonly string[]): readonly string[] => [
  `create temp table hostile as select unnest([${ids.map(quoted).join(", ")}]) as id`,
  "create temp table numbered as select id, row_number() over () as place from hostile",
  "create temp table renamed as select account_id, row_number() over (order by evidence_bits desc, account_id) as place from ring_member where ring_id = 'R-1'",
  "create temp table account_name as select renamed.account_id, numbered.id from renamed join numbered on numbered.place = renamed.place",
  ...["coded.account", "ring_member", "ban_candidate", "linked_group"].map((table) => `update ${table} as t set account_id = n.id from account_name as n where n.account_id = t.account_id`),
  "create temp table key_name as select kind, key, source, id from (select distinct kind, key, source, row_number() over (order by kind, key) as place from ring_evidence where ring_id = 'R-1') as k join numbered on numbered.place = k.place",
  "update coded.key as t set key = n.id, source = n.id from key_name as n where n.kind = t.kind and n.key = t.key",
  "update ring_evidence as t set key = n.id, source = n.id from key_name as n where n.kind = t.kind and n.key = t.key",
  "insert into incident by name select 'I-9' as incident_id, string_agg(id, ' ') as action, 'open' as status, now() as onset_at, now() as detected_at, now() as last_surge_at, now() as last_tick_at, 'R-1' as ring_id, (select run_id from newest_run) as baseline_run_id, true as coordinated, 40 as peak_count, 1.5 as peak_expected, 9 as participant_count, '{}' as facts from hostile",
  "insert into coded.oddity select account, 'logins', 'device_id that stands for none', (select string_agg(id, ' ') from hostile), 1 from coded.account join current_member using (account_id) where ring_id = 'R-1'",
  `update ban_candidate set reasons = json_object('summary', ${quoted(`Shares ${hostileIds[4]} \u202e`)}, 'keys', json_array()), overturned_at = now(), overturned_reason = ${quoted(hostileIds[8])} where ring_id = 'R-1'`,
];

export const hostileStatements = renamedTo(heldIds);
