import pg from "pg";
import type { Place } from "../config/place.js";
import { makeHome } from "../config/make-home.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import { hiddenRows, isHidden } from "./hidden-rows.js";
import { startEmbedded } from "./embedded.js";
import { nameTransactions } from "./transaction.js";

/** Where results are written and accounts, logins and actions are read. */
export interface Database {
  /** Results; holds a password, never print it (see {@link describeUrl}). */
  url: string;
  /** Source, read-only. */
  sourceUrl: string;
  /** True when `url` is the Postgres under RINGFENCE_HOME. */
  embedded: boolean;
  /** Gives an embedded server up; nothing for one of your own. */
  stop(): Promise<void>;
}

/** The databases that the environment names; without DATABASE_URL the embedded one is started. Does not connect to one of your own yet. */
export async function openDatabase(place: Place, note: (text: string) => void): Promise<Database> {
  if (place.databaseUrl !== undefined) checkUrl(place.databaseUrl, "DATABASE_URL");
  if (place.sourceUrl !== undefined) checkUrl(place.sourceUrl, "RINGFENCE_SOURCE_URL");
  if (place.databaseUrl !== undefined) {
    return { url: place.databaseUrl, sourceUrl: place.sourceUrl ?? place.databaseUrl, embedded: false, stop: async () => {} };
  }
  makeHome(place.home);
  const server = await startEmbedded(place.home, { note });
  return { url: server.url, sourceUrl: place.sourceUrl ?? server.url, embedded: true, stop: () => server.stop() };
}

/** The URL for people: `user@host:port/database`, without password and options. */
export function describeUrl(url: string): string {
  try {
    const parsed = new URL(url);
    if (cutShort(parsed)) return "the given URL";
    const host = parsed.searchParams.get("host") ?? (decodeURIComponent(parsed.hostname) || "localhost");
    const user = parsed.username === "" ? "" : `${decodeURIComponent(parsed.username)}@`;
    return `${user}${host}${parsed.port === "" ? "" : `:${parsed.port}`}${decodeURIComponent(parsed.pathname)}`;
  } catch {
    return "the given URL";
  }
}

/** True where a `/` or `#` in a password that is not %-encoded ended the host: what looks like the database holds the rest of the password. */
const cutShort = (url: URL): boolean => /@|%40/i.test(url.pathname + url.hash);

function checkUrl(url: string, variable: string): void {
  const advice = `Set ${variable} to something like postgres://user:password@host:5432/database.`;
  let parsed: URL;
  try {
    parsed = new URL(url);
    decodeURIComponent(parsed.username + parsed.password + parsed.pathname);
  } catch {
    // No cause: the error of the parser repeats the URL, password and all.
    throw new RingfenceError("DATABASE", `${variable} is not a URL (special characters in a password must be %-encoded). ${advice}`);
  }
  if (cutShort(parsed)) throw new RingfenceError("DATABASE", `${variable} has an @ after its host: a password that holds / or # must be %-encoded (%2F, %23). ${advice}`);
  if (parsed.protocol !== "postgres:" && parsed.protocol !== "postgresql:") {
    throw new RingfenceError("DATABASE", `${variable} is not a Postgres URL: it starts with "${parsed.protocol}". ${advice}`);
  }
}

/** What the oldest Postgres we speak to is. */
const oldestVersion = 14;

/**
 * A connected client, with no setting of ours in its session: behind a pooler the session is the application's a moment later. What our
 * statements need is set by {@link transaction} for its own length. The caller ends it.
 * @param applicationName of its transactions in pg_stat_activity, and in the message of who holds the lock
 * @throws RingfenceError DATABASE with what is wrong and what to do; never with the password.
 */
export async function connect(url: string, applicationName: string): Promise<pg.Client> {
  checkUrl(url, "DATABASE_URL");
  let client: pg.Client;
  try {
    client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 15_000, keepAlive: true });
  } catch (error) {
    throw connectError(url, error);
  }
  nameTransactions(client, applicationName);
  // A connection lost between two queries would stop the process; the next query says it better.
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>("show server_version_num");
    const version = Math.floor(Number(rows[0].server_version_num) / 10_000);
    if (version < oldestVersion) throw new RingfenceError("DATABASE", `The database ${describeUrl(url)} is Postgres ${version}; ringfence needs ${oldestVersion} or newer.`);
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error instanceof RingfenceError ? error : connectError(url, error);
  }
}

/** A client for work with long pauses: servers, poolers and firewalls end connections that were quiet, so after a pause it is asked for anew. */
export class Session {
  private constructor(private readonly url: string, private readonly applicationName: string, public client: pg.Client) {}

  static async open(url: string, applicationName: string): Promise<Session> {
    return new Session(url, applicationName, await connect(url, applicationName));
  }

  /** The client, connected anew. */
  async again(): Promise<pg.Client> {
    await this.end();
    this.client = await connect(this.url, this.applicationName);
    return this.client;
  }

  async end(): Promise<void> {
    await this.client.end().catch(() => {});
  }
}

/** True where a pooler stands between: the server's process is another one than the client was told when it connected. */
export async function isPooled(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return rows[0].pid !== (client as unknown as { processID: number }).processID;
}

/** Connects for the length of `work`. */
export async function withClient<T>(url: string, applicationName: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(url, applicationName);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

function connectError(url: string, error: unknown): RingfenceError {
  const { code } = error as { code?: string };
  const parsed = new URL(url);
  const where = describeUrl(url);
  const text = redact(messageOf(error) || (error instanceof AggregateError ? error.errors.map(messageOf).join("; ") : String(code ?? "no reason given")), parsed);
  const say = (message: string): RingfenceError => new RingfenceError("DATABASE", message, { cause: error });
  switch (code) {
    case "ECONNREFUSED":
    case "ENOENT":
      return say(`No Postgres answers at ${where}: nothing listens there. Start it, or correct the host and port in the URL.`);
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return say(`The host of ${where} is not known (${code}). Correct the host name in the URL.`);
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return say(`The host of ${where} cannot be reached (${code}). Check the host, the port and the firewall.`);
    case "28P01":
      return say(`Postgres at ${where} refused the user or the password. Correct them in the URL (special characters %-encoded).`);
    case "28000":
      if (/no encryption|SSL off/i.test(text)) return say(`Postgres at ${where} accepts only encrypted connections. Add ?sslmode=require to the URL.`);
      return say(`Postgres at ${where} does not let this user in: ${text}. Check the user in the URL and the server's pg_hba.conf.`);
    case "3D000":
      return say(`The database does not exist: ${where}. Create it (createdb), or correct the name in the URL.`);
    case "53300":
      return say(`Postgres at ${where} has no free connection (${text}). Try again later.`);
    case "57P03":
      return say(`Postgres at ${where} is starting or stopping (${text}). Try again in a moment.`);
    default:
  }
  if (/does not support SSL/i.test(text)) return say(`Postgres at ${where} does not speak TLS. Take sslmode out of the URL, or switch TLS on at the server.`);
  if (/certificate|self.signed|TLS|SSL/i.test(text)) return say(`The TLS connection to ${where} failed: ${text}. Give the authority's certificate with sslrootcert=FILE, or use sslmode=no-verify if you trust the network.`);
  if (/password must be a string|no password/i.test(text)) return say(`Postgres at ${where} wants a password and the URL has none. Write it as postgres://user:password@host/database.`);
  if (/timeout/i.test(text)) return say(`Postgres at ${where} did not answer within 15 seconds. Check the host, the port and the firewall; of a pooler whether it has connections to spare (a night needs three).`);
  if (code === "42501") return say(`Postgres at ${where} lets this user not in: ${text}. Have an administrator run the GRANTs that "ringfence init DIR" prints.`);
  return say(`Postgres at ${where} cannot be used: ${text}. Check the URL (DATABASE_URL, RINGFENCE_SOURCE_URL).`);
}

function redact(text: string, url: URL): string {
  let clean = text;
  for (const secret of [url.password, decodeURIComponent(url.password)]) if (secret !== "") clean = clean.replaceAll(secret, "***");
  return clean;
}

/** True where a connection was cut or the server went away, by the code of the error. */
const lostCodes = new Set(["57P01", "57P02", "57P03", "08000", "08003", "08006", "ECONNRESET", "EPIPE", "ETIMEDOUT"]);

/**
 * What a failed statement means for a person: the disk, the connection, a privilege. Anything else stays what it is.
 * @param doing for example `reading the source`
 */
export function databaseError(error: unknown, doing: string): unknown {
  if (error instanceof RingfenceError) return error;
  if (isHidden(error)) return hiddenRows(error);
  const { code } = error as { code?: string };
  const text = messageOf(error);
  if (code === "53100" || code === "ENOSPC" || /no space left/i.test(text)) return new RingfenceError("DISK_FULL", `The disk is full (while ${doing}): ${text}. Free some space and run again.`, { cause: error });
  if (code === "42501") return new RingfenceError("DATABASE", `A privilege is missing (while ${doing}): ${text}. Grant it to the user in the URL, or use another user.`, { cause: error });
  if (code === "25006") return new RingfenceError("DATABASE", `The database takes no writes (while ${doing}): ${text}. Results need a primary: set DATABASE_URL to one; the source may be a standby (RINGFENCE_SOURCE_URL).`, { cause: error });
  if (code === "40001" && /recovery/.test(text)) return new RingfenceError("DATABASE", `The standby cancelled the query (while ${doing}): ${text}. Raise max_standby_streaming_delay or set hot_standby_feedback on it.`, { cause: error });
  if ((code !== undefined && lostCodes.has(code)) || /Connection terminated|not queryable|connection error/i.test(text)) {
    return new RingfenceError("DATABASE", `The connection to Postgres was lost (while ${doing}): ${text}. Run again when the server is back.`, { cause: error });
  }
  return error;
}
