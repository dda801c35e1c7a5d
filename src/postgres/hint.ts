import type { Client } from "pg";
import { sqlFile } from "../engine/sql-file.js";
import { transaction } from "./transaction.js";

/**
 * Tells whoever listens that there is something to read: a release, an undo, or proposals of an incident. In a transaction of its own, after the one that it is about: at their commit sessions
 * that notify wait for each other, whoever they are, and any database user can write gigabytes there. It may be lost; whoever listens looks by itself too.
 */
export async function hint(client: Client, channel: "ringfence_feed" | "ringfence_incident"): Promise<void> {
  try {
    await transaction(client, "begin", async () => {
      await client.query("set local lock_timeout = '500ms'");
      await client.query(sqlFile("postgres/enforcement/hint.sql"), [channel]);
    });
  } catch {
    // What it is about is done.
  }
}
