import type { Client } from "pg";
import type { Tools } from "./tools.js";

/** A client of the results database, and its URL, for the length of `work`; an embedded server is given up afterwards. */
export async function withDatabase<T>(tools: Tools, name: string, work: (client: Client, url: string) => Promise<T>): Promise<T> {
  const { openDatabase, withClient } = await import("../postgres/connect.js");
  const database = await openDatabase(tools.place, tools.note);
  try {
    return await withClient(database.url, `ringfence ${name}`, (client) => work(client, database.url));
  } finally {
    await database.stop();
  }
}

/** A release id for callers that did not choose one: the time, to the millisecond. */
export const timeId = (tools: Tools, what: string): string => `${what}-${new Date(tools.nowMs()).toISOString().replaceAll(/[-:.]/g, "")}`;
