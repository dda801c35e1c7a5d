import { RingfenceError } from "../../errors/ringfence-error.js";

/** Where a Spark Connect server is, and how it is spoken to. */
export interface SparkAddress {
  host: string;
  port: number;
  /** A bearer token; undefined: none. Never told. */
  token: string | undefined;
  /** TLS, with the certificates that this machine trusts. */
  useTls: boolean;
  /** As whom the server lists the session. */
  userId: string;
  /** What else goes into the head of every call, as some services want. */
  headers: Readonly<Record<string, string>>;
}

const defaultPort = 15_002;

/**
 * Reads `sc://host:port/;token=…;use_ssl=true;user_id=…;header=value`, the address that Spark's own clients take. A token is sent over TLS only, unless the server is
 * this machine or the address says `use_ssl=false`.
 * @throws RingfenceError CONFIG when it cannot be read; the address may hold a token and is not quoted
 */
export function sparkAddress(url: string): SparkAddress {
  const match = /^sc:\/\/(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?(?:\/?(?:;(.*))?)?$/.exec(url.trim());
  const port = Number(match?.[2] ?? defaultPort);
  if (match === null || port < 1 || port > 65_535) throw unreadable("it is not of the form sc://host:15002/;token=…");
  const host = match[1].replace(/^\[|\]$/g, "");
  const values = new Map<string, string>();
  for (const part of (match[3] ?? "").split(";").filter((piece) => piece !== "")) {
    const at = part.indexOf("=");
    if (at < 1) throw unreadable("behind ;/ every part is name=value, with a semicolon between them");
    try {
      values.set(part.slice(0, at), decodeURIComponent(part.slice(at + 1)));
    } catch {
      throw unreadable(`the value of ${part.slice(0, at)} is not percent-encoded as it should be`);
    }
  }
  const token = values.get("token");
  const tls = values.get("use_ssl")?.toLowerCase();
  if (tls !== undefined && tls !== "true" && tls !== "false") throw unreadable("use_ssl is true or false");
  const isHere = host === "localhost" || host === "::1" || /^127(\.\d+){3}$/.test(host);
  const userId = values.get("user_id") ?? "ringfence";
  for (const name of ["token", "use_ssl", "user_id", "user_agent", "session_id"]) values.delete(name);
  return { host, port, token, useTls: tls === undefined ? token !== undefined && !isHere : tls === "true", userId, headers: Object.fromEntries(values) };
}

/** The address without its secrets, for people. */
export const shownAddress = ({ host, port }: SparkAddress): string => `sc://${host.includes(":") ? `[${host}]` : host}:${port}`;

const unreadable = (why: string): RingfenceError => new RingfenceError("CONFIG", `RINGFENCE_SPARK_URL cannot be used: ${why}. Without it the detection runs on DuckDB in this process.`);
