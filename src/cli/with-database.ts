import type { Client } from "pg";
import type { Tools } from "./tools.js";

/** A client of the results database for the length of `work`; an embedded server is given up afterwards. */
export async function withDatabase<T>(tools: Tools, name: string, work: (client: Client) => Promise<T>): Promise<T> {
  const { connect, openDatabase } = await import("../postgres/connect.js");
  const database = await openDatabase(tools.place, tools.note);
  try {
    const client = await connect(database.url, `ringfence ${name}`);
    try {
      return await work(client);
    } finally {
      await client.end().catch(() => {});
    }
  } finally {
    await database.stop();
  }
}

/** A release id for callers that did not choose one: the time, to the millisecond. */
export const timeId = (tools: Tools, what: string): string => `${what}-${new Date(tools.nowMs()).toISOString().replaceAll(/[-:.]/g, "")}`;
