import { createHmac } from "node:crypto";
import { hashPrefix, type PrivacyKey } from "../config/privacy-key.js";
import { DuckDbEngine } from "../engine/duckdb-engine.js";

/** Bytes of a hash that are kept: 128 bits, so that two of a billion values meet once in 10^20 tries. */
const hashBytes = 16;
/** Rows are rewritten in parts of about this size: each asks the rules once, which costs as much for one value as for thousands. */
const batchBytes = 4 << 20;
/** Values whose hash is kept in memory before it is emptied. */
const cacheLimit = 500_000;

/** HMAC-SHA-256 of a value under the key, with the key's version in front. What the value is (device, address, subnet) goes into the hash. */
export function keyedHash(key: PrivacyKey, what: "device" | "address" | "subnet", value: string | Buffer): string {
  return `${hashPrefix(key)}${createHmac("sha256", key.secret).update(`${what}\0`).update(value).digest().subarray(0, hashBytes).toString("hex")}`;
}

/**
 * Rewrites the CSV of the logins (account_id, device_id, ip, logged_in_ms) on its way from the server to the file: a device id becomes its keyed
 * hash, an ip the hashes of its canonical address and of its network, `address/subnet`. What the canonical form of a device id and of an address is, and
 * which of them carry no evidence, is decided by the same SQL files as without a key. Private addresses become 127.0.0.1, unreadable ones `?`;
 * device ids that stand for none stay.
 * @param onChunk told of every part that has come from the server
 */
export async function* hashLogins(chunks: AsyncIterable<Buffer>, key: PrivacyKey, onChunk: (chunk: Buffer) => void = () => {}): AsyncGenerator<Buffer> {
  // Rules only; never on disk.
  const rules = await DuckDbEngine.open({ path: ":memory:", threads: 1, tempFolder: "" });
  const devices = new Map<string, string>();
  const addresses = new Map<string, string>();
  try {
    let parts: Buffer[] = [];
    let length = 0;
    for await (const chunk of chunks) {
      onChunk(chunk);
      parts.push(chunk);
      length += chunk.length;
      if (length < batchBytes) continue;
      const bytes = Buffer.concat(parts);
      const end = endOfRows(bytes);
      if (end > 0) yield await rewritten(bytes.subarray(0, end));
      parts = [bytes.subarray(end)];
      length = 0;
    }
    const last = Buffer.concat(parts);
    if (last.length > 0) yield await rewritten(last);
  } finally {
    rules.close();
  }

  async function rewritten(bytes: Buffer): Promise<Buffer> {
    // Bytes as they are: one character each.
    const rows = rowsOf(bytes.toString("latin1"));
    if (devices.size > cacheLimit) devices.clear();
    if (addresses.size > cacheLimit) addresses.clear();
    await learnDevices(new Set(rows.flatMap(([, device]) => (device === null || devices.has(device) ? [] : [device]))));
    await learnAddresses(new Set(rows.flatMap(([, , ip]) => (ip === null || addresses.has(ip) ? [] : [ip]))));
    const lines = rows.map(([account, device, ip, at]) => `${account},${device === null ? "" : devices.get(device)!},${ip === null ? "" : addresses.get(ip)!},${at}\n`);
    return Buffer.from(lines.join(""), "latin1");
  }

  async function learnDevices(unknown: ReadonlySet<string>): Promise<void> {
    if (unknown.size === 0) return;
    await rules.createTable("raw_login", { device_id: { type: "varchar", values: [...unknown] } });
    await rules.runFile("duckdb/stage/device.sql");
    const known = (await rules.rows("select given, device_id from device")) as { given: string; device_id: string | null }[];
    for (const { given, device_id } of known) devices.set(given, device_id === null ? quoted(given) : keyedHash(key, "device", Buffer.from(device_id, "latin1")));
    for (const table of ["raw_login", "device"]) await rules.run(`drop table ${table}`);
  }

  async function learnAddresses(unknown: ReadonlySet<string>): Promise<void> {
    if (unknown.size === 0) return;
    await rules.createTable("raw_login", { ip: { type: "varchar", values: [...unknown] } });
    await rules.runFile("duckdb/stage/address.sql", { key_prefix: "" });
    for (const ip of unknown) addresses.set(ip, "?");
    const known = (await rules.rows("select ip, address, subnet from address")) as { ip: string; address: string | null; subnet: string | null }[];
    for (const { ip, address, subnet } of known) {
      addresses.set(ip, address === null || subnet === null ? "127.0.0.1" : `${keyedHash(key, "address", address)}/${keyedHash(key, "subnet", subnet)}`);
    }
    for (const table of ["raw_login", "address"]) await rules.run(`drop table ${table}`);
  }
}

const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;

const quoteByte = 0x22;
const newLineByte = 0x0a;

/** The length of the whole rows at the beginning of some bytes: up to the last line end that is not inside quotes. */
function endOfRows(bytes: Buffer): number {
  if (!bytes.includes(quoteByte)) return bytes.lastIndexOf(newLineByte) + 1;
  let inside = false;
  let end = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === quoteByte) inside = !inside;
    else if (bytes[at] === newLineByte && !inside) end = at + 1;
  }
  return end;
}

type LoginRow = [account: string, device: string | null, ip: string | null, at: string];

/** Rows of a text of whole rows: the first and the last cell as they are written, the two between as values. */
function rowsOf(text: string): LoginRow[] {
  if (!text.includes('"')) {
    return text.split("\n").flatMap((line): LoginRow[] => {
      if (line === "") return [];
      const [account, device, ip, at] = line.split(",");
      return [[account, device === "" ? null : device, ip === "" ? null : ip, at]];
    });
  }
  const cell = /("(?:[^"]|"")*"|[^",\n]*)(,|\n|$)/gy;
  const rows: LoginRow[] = [];
  let cells: string[] = [];
  for (let found = cell.exec(text); found !== null && found.index < text.length; found = cell.exec(text)) {
    cells.push(found[1]);
    if (found[2] === ",") continue;
    rows.push([cells[0], valueOf(cells[1]), valueOf(cells[2]), cells[3]]);
    cells = [];
  }
  return rows;
}

const valueOf = (cell: string): string | null => (cell === "" ? null : cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
