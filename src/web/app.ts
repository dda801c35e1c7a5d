import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { csvLine } from "../console/csv-line.js";
import type { JsonValue } from "../duckdb/json-value.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import type { Snapshot } from "../duckdb/read-snapshot.js";
import * as answers from "./answers.js";
import { isForm, type Decider } from "./decide.js";
import type { Door } from "./door.js";
import type { LiveReader } from "./live.js";
import type { PageFile } from "./page-files.js";
import type { SnapshotReader } from "./reader.js";
import type { SessionView } from "./view-model.js";

/** What the console's server is made of. */
export interface ConsoleParts {
  version: string;
  door: Door;
  reader: SnapshotReader;
  /** Undefined without DATABASE_URL: the console only reads. */
  database: { where: string; live: LiveReader; decider: Decider } | undefined;
  /** What the page consists of, by its path. */
  page: ReadonlyMap<string, PageFile>;
  /** A browser came in with the token: the next address is another one. */
  entered: () => void;
  nowMs: () => number;
}

/** Of the SQL box: rows on the screen, and how long a query may take for the screen and for a file. */
const box = { rows: 500, mostMs: 10_000, csvMs: 60_000 };
/** Bytes of a request at most: a decision about 20,000 accounts. */
const mostBytes = 4_000_000;
/** Answers from the file are kept while it is the newest one: characters at most. */
const mostKept = 24_000_000;

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/** The console's server: the page, what it reads, and what it decides. No request is logged: whom one looks at is nobody's business but the person's. */
export function consoleApp(parts: ConsoleParts): Hono {
  const { door, reader, database } = parts;
  const app = new Hono();
  const kept = new Kept();

  app.use(async (c, next) => {
    const refusal = door.refusal({ host: c.req.header("host"), origin: c.req.header("origin"), site: c.req.path.startsWith("/api/") ? c.req.header("sec-fetch-site") : undefined }, !["GET", "HEAD"].includes(c.req.method));
    if (refusal !== undefined) return c.json({ error: { code: "REFUSED", message: refusal } }, 403, safe);
    await next();
    for (const [name, value] of Object.entries(safe)) c.header(name, value);
    if (c.req.path.startsWith("/api/")) c.header("Cache-Control", "no-store");
  });
  app.use(bodyLimit({ maxSize: mostBytes, onError: (c) => c.json({ error: { code: "USAGE", message: "That is too much for one request." } }, 413) }));
  app.onError((error, c) => {
    const known = error instanceof RingfenceError;
    const status = !known ? 500 : error.code === "NO_SNAPSHOT" ? 503 : error.code === "DATABASE" || error.code === "SCHEMA" ? 502 : 400;
    return c.json({ error: { code: known ? error.code : "UNEXPECTED", message: known ? error.message : `Something unexpected happened: ${error.message}` } }, status, safe);
  });

  app.post("/api/enter", async (c) => {
    const { token } = await bodyOf<{ token?: unknown }>(c);
    const entered = door.enter(typeof token === "string" ? token : "");
    if (entered === undefined) return c.json({ error: { code: "TOKEN", message: "This address was used, or is not the newest one. The terminal shows the one that is good now." } }, 401);
    parts.entered();
    c.header("Set-Cookie", entered.cookie);
    return c.json({ key: entered.key });
  });
  app.use("/api/*", async (c, next) => {
    if (!door.knows(c.req.header("cookie"), c.req.header("x-console-key"))) return c.json({ error: { code: "TOKEN", message: "This browser has not come in yet. Open the address that the terminal shows; it is good once." } }, 401);
    return next();
  });

  /** An answer from the file: kept while that is the newest one, and marked with its stamp, so that the page hears of a newer one. */
  const fromFile = (path: string, answer: (snapshot: Snapshot, c: Context) => Promise<object>): void => {
    app.get(path, async (c) => {
      const stamp = reader.stamp() ?? "none";
      const url = new URL(c.req.url);
      const key = `${stamp} ${url.pathname}${url.search}`;
      let text = kept.get(key);
      if (text === undefined) {
        const read = await reader.read((snapshot) => answer(snapshot, c));
        text = JSON.stringify(read.value);
        if (read.stamp === stamp) kept.put(key, text);
        c.header("X-Stamp", read.stamp);
      } else c.header("X-Stamp", stamp);
      return c.body(text, 200, { "Content-Type": "application/json; charset=utf-8" });
    });
  };

  app.get("/api/session", async (c) => {
    const { stamp, value } = await reader.read(async (snapshot) => ({ run: await snapshot.newestRun(), state_at: await snapshot.stateAt() }));
    const session: SessionView = {
      version: parts.version, stamp, run: value.run === undefined ? null : { run_id: value.run.run_id, as_of: value.run.as_of, account_count: value.run.account_count },
      state_at: value.state_at, database: database === undefined ? null : { where: database.where },
    };
    return c.json(session);
  });
  fromFile("/api/tonight", answers.tonight);
  fromFile("/api/rings", (snapshot, c) => answers.rings(snapshot, {
    status: given(c, "status"), kind: given(c, "kind"), action: given(c, "action"), least: whole(c, "least"), most: whole(c, "most"), since: day(c, "since"), text: given(c, "text"),
  }));
  fromFile("/api/ring", (snapshot, c) => answers.ring(snapshot, needed(c, "id")));
  fromFile("/api/ring/moments", (snapshot, c) => answers.moments(snapshot, needed(c, "id")));
  fromFile("/api/ring/neighbours", (snapshot, c) => answers.neighbours(snapshot, needed(c, "id")));
  fromFile("/api/ring/accounts", (snapshot, c) => answers.ringAccounts(snapshot, needed(c, "id"), {
    text: given(c, "text"), role: given(c, "role"), action: given(c, "action"), sort: given(c, "sort"), down: given(c, "down") !== "no", from: whole(c, "from"),
  }));
  fromFile("/api/ring/picture", (snapshot, c) => answers.picture(snapshot, needed(c, "id"), given(c, "focus")));
  fromFile("/api/ring/pulse", (snapshot, c) => answers.pulse(snapshot, needed(c, "id")));
  fromFile("/api/account", (snapshot, c) => answers.account(snapshot, needed(c, "id")));
  fromFile("/api/thing", (snapshot, c) => answers.thing(snapshot, given(c, "kind"), needed(c, "key"), whole(c, "from") ?? 0));
  fromFile("/api/ties", (snapshot, c) => answers.ties(snapshot, needed(c, "one"), needed(c, "other")));
  fromFile("/api/find", (snapshot, c) => answers.find(snapshot, needed(c, "text")));
  fromFile("/api/about", answers.about);

  app.post("/api/query", async (c) => {
    const sql = sqlOf(await bodyOf(c));
    const begun = parts.nowMs();
    const answer = await reader.query(sql, box.rows, box.mostMs);
    return c.json({ ...answer, seconds: (parts.nowMs() - begun) / 1000 });
  });
  app.post("/api/query.csv", async (c) => {
    const pieces = reader.pieces(sqlOf(await bodyOf(c)), box.csvMs);
    // What cannot run is refused before anything is sent.
    const first = await pieces.next();
    return c.body(csvOf(first, pieces), 200, { "Content-Type": "text/csv; charset=utf-8" });
  });

  const live = (path: string, answer: (live: LiveReader, c: Context) => Promise<object>): void => {
    app.get(path, async (c) => c.json(await answer(deciding(database).live, c)));
  };
  live("/api/live/person", (reading) => reading.person());
  live("/api/live/tonight", (reading) => reading.tonight());
  live("/api/live/ring", (reading, c) => reading.ring(needed(c, "id")));
  live("/api/live/account", (reading, c) => reading.account(needed(c, "id")));
  app.post("/api/decide/:form", async (c) => {
    const name = c.req.param("form");
    if (!isForm(name)) return c.notFound();
    const { sending, ...body } = await bodyOf<{ sending?: unknown }>(c);
    if (typeof sending !== "string" || !/^[\w-]{8,64}$/.test(sending)) throw new RingfenceError("USAGE", "The form has no number of its own. Load the page anew.");
    return c.json(await deciding(database).decider.send(name, sending, body));
  });
  app.all("/api/*", (c) => c.json({ error: { code: "USAGE", message: "There is nothing at this address." } }, 404));

  // Screens have addresses of their own; all are the same page.
  app.get("*", (c) => {
    const file = parts.page.get(c.req.path);
    if (file === undefined && c.req.path.startsWith("/assets/")) return c.notFound();
    const { type, content } = file ?? (parts.page.get("/index.html") as PageFile);
    return c.body(content, 200, { "Content-Type": type, "Cache-Control": file !== undefined && c.req.path.startsWith("/assets/") ? "private, max-age=31536000, immutable" : "no-store" });
  });
  app.notFound((c) => c.json({ error: { code: "USAGE", message: "There is nothing at this address." } }, 404));
  return app;
}

const safe: Readonly<Record<string, string>> = {
  "Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
  "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp", "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
};

function deciding(database: ConsoleParts["database"]): NonNullable<ConsoleParts["database"]> {
  if (database === undefined) throw new RingfenceError("USAGE", "This console only reads: DATABASE_URL was not set when it was started. Start it with the address of the results database to decide.");
  return database;
}

const given = (c: Context, name: string): string | undefined => {
  const value = c.req.query(name);
  return value === "" ? undefined : value;
};

function needed(c: Context, name: string): string {
  const value = c.req.query(name);
  if (value === undefined) throw new RingfenceError("USAGE", `The address lacks ${name}.`);
  return value;
}

function whole(c: Context, name: string): number | undefined {
  const value = given(c, name);
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw new RingfenceError("USAGE", `${name} must be a whole number from 0; it is ${JSON.stringify(value.slice(0, 40))}.`);
  return Number(value);
}

function day(c: Context, name: string): string | undefined {
  const value = given(c, name);
  if (value !== undefined && !/^\d{4}-\d\d-\d\d$/.test(value)) throw new RingfenceError("USAGE", `${name} must be a day, for example 2025-12-22; it is ${JSON.stringify(value.slice(0, 40))}.`);
  return value;
}

/** @throws RingfenceError USAGE for a body that is no JSON object, or was sent as a form of another site could */
async function bodyOf<T extends object>(c: Context): Promise<T> {
  if (!(c.req.header("content-type") ?? "").startsWith("application/json")) throw new RingfenceError("USAGE", "A request must be JSON.");
  const body: unknown = await c.req.json().catch(() => undefined);
  if (body === null || typeof body !== "object" || Array.isArray(body)) throw new RingfenceError("USAGE", "A request must be a JSON object.");
  return body as T;
}

function sqlOf({ sql }: { sql?: unknown }): string {
  if (typeof sql !== "string" || sql.trim() === "") throw new RingfenceError("USAGE", 'The query is empty. Try "from ring_summary".');
  return sql;
}

/** Pieces of an answer as the lines of a file. One that fails halfway breaks the download off. */
function csvOf(first: Awaited<ReturnType<ReturnType<Snapshot["pieces"]>["next"]>>, pieces: ReturnType<Snapshot["pieces"]>): ReadableStream<Uint8Array> {
  const scalar = (value: JsonValue): string | number | boolean | null => (value !== null && typeof value === "object" ? JSON.stringify(value) : value);
  const encoder = new TextEncoder();
  let next: typeof first | undefined = first;
  return new ReadableStream({
    pull: async (controller) => {
      const head = next;
      const piece = head ?? (await pieces.next());
      next = undefined;
      if (piece.done === true) return controller.close();
      const { columns, rows } = piece.value;
      controller.enqueue(encoder.encode((head === undefined ? "" : csvLine(columns, true)) + rows.map((row) => csvLine(columns.map((column) => scalar(row[column])), true)).join("")));
    },
    cancel: async () => void (await pieces.return(undefined)),
  });
}

/** Answers by their address, the oldest forgotten first. */
class Kept {
  private readonly texts = new Map<string, string>();
  private size = 0;

  get(key: string): string | undefined {
    const text = this.texts.get(key);
    if (text !== undefined) {
      this.texts.delete(key);
      this.texts.set(key, text);
    }
    return text;
  }

  put(key: string, text: string): void {
    if (text.length > mostKept / 4 || this.texts.has(key)) return;
    this.texts.set(key, text);
    this.size += text.length;
    for (const [oldest, old] of this.texts) {
      if (this.size <= mostKept) break;
      this.texts.delete(oldest);
      this.size -= old.length;
    }
  }
}
