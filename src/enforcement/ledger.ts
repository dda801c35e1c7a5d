import { createHash } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import type { Client } from "pg";
import { requireOwn } from "../config/make-home.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import { call, numbered } from "./call.js";
import { noHash } from "./feed.js";

/** Where the feed and the ledger end. Kept outside the database it shows when anything before it is rewritten. */
export interface Anchor {
  epoch: string;
  seq: number;
  hash: string;
  link_id: number;
  link_hash: string;
}

export async function anchorNow(client: Client): Promise<Anchor> {
  const [row] = await call<Record<string, unknown>>(client, "postgres/enforcement/anchor.sql", [], "asking where feed and ledger end");
  return numbered<Anchor>(row, ["seq", "link_id"]);
}

/** A link of the ledger, with the rows that it is about as they are now, a line of JSON each. */
export interface LedgerLink {
  link_id: number;
  about: string;
  first_id: number;
  last_id: number;
  digest: string;
  prev_hash: string;
  hash: string;
  /** Null: none of the rows is there any more. */
  lines: string | null;
}

export async function readLedger(client: Client, after: number, max: number): Promise<LedgerLink[]> {
  const rows = await call<Record<string, unknown>>(client, "postgres/enforcement/read_ledger.sql", [after, max], "reading the ledger");
  return rows.map((row) => numbered<LedgerLink>(row, ["link_id", "first_id", "last_id"]));
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * Links follow each other, number by number and hash by hash, and the rows are those that the links were made of.
 * @param after the last link known; link_id 0 with 64 zeros: none
 * @throws RingfenceError GUARDRAIL naming the first link that does not fit, and its rows
 */
export function verifyLedger(links: readonly LedgerLink[], after: Pick<LedgerLink, "link_id" | "hash">): void {
  let { link_id: link, hash } = after;
  for (const one of links) {
    const rows = `rows ${one.first_id} to ${one.last_id} of ringfence.${one.about}`;
    if (one.link_id !== link + 1 || one.prev_hash !== hash) throw mismatch(`after link ${link} comes link ${one.link_id}, which does not continue it`);
    if (one.hash !== sha256(`${one.prev_hash}${one.link_id}/${one.about}/${one.first_id}/${one.last_id}/${one.digest}`)) throw mismatch(`link ${one.link_id} is not what its hash says`);
    if (sha256(one.lines ?? "") !== one.digest) throw mismatch(`${rows} are not what link ${one.link_id} was made of`);
    ({ link_id: link, hash } = one);
  }
}

const mismatch = (what: string): RingfenceError =>
  new RingfenceError("GUARDRAIL", `The ledger does not fit together: ${what}. Somebody who may alter the tables changed the past: stop every consumer, keep a copy of the database, and hold it against your anchors.`);

/** Adds an anchor to a file, one a line; the file may be read by its owner only. */
export function keepAnchor(file: string, anchor: Anchor, at: Date): void {
  try {
    requireOwn(file, "name a file in a folder of your own");
    appendFileSync(file, `${JSON.stringify({ at: at.toISOString(), ...anchor })}\n`, { mode: 0o600 });
  } catch (error) {
    throw new RingfenceError("CONFIG", `The anchor could not be added to ${JSON.stringify(file)}: ${messageOf(error)}. Give a file that you can write.`, { cause: error });
  }
}

/** The anchors of a file, oldest first. @throws RingfenceError USAGE where a line is none */
export function readAnchors(file: string): Anchor[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new RingfenceError("USAGE", `The anchors in ${JSON.stringify(file)} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
  return text.split("\n").filter((line) => line.trim() !== "").map((line, at) => {
    try {
      const anchor = JSON.parse(line) as Anchor;
      if (Number.isSafeInteger(anchor.seq) && Number.isSafeInteger(anchor.link_id) && typeof anchor.hash === "string" && typeof anchor.link_hash === "string") return anchor;
    } catch {
      // Said below.
    }
    throw new RingfenceError("USAGE", `Line ${at + 1} of ${JSON.stringify(file)} is no anchor. Write anchors with "ringfence feed anchor --file FILE".`);
  });
}

/**
 * Holds anchors against the hashes that were read.
 * @param hashOf the hash of a row or a link as it is now; undefined: there is none
 * @throws RingfenceError GUARDRAIL naming the first that is another one
 */
export function verifyAnchors(anchors: readonly Anchor[], what: "feed" | "ledger", hashOf: (number: number) => string | undefined): void {
  for (const anchor of anchors) {
    const [number, hash] = what === "feed" ? [anchor.seq, anchor.hash] : [anchor.link_id, anchor.link_hash];
    const now = number === 0 ? noHash : hashOf(number);
    if (now !== hash) {
      throw new RingfenceError("GUARDRAIL", `The ${what} has another past than the anchor at ${number}: ${now === undefined ? "it ends before" : "the hash there is another one"}. The database was restored, or somebody who may alter the tables rewrote it: stop every consumer and keep a copy before going on.`);
    }
  }
}
