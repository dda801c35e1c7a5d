import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { packageFolder, type Place } from "../config/place.js";
import { Snapshot } from "../duckdb/read-snapshot.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import { describeUrl, withClient } from "../postgres/connect.js";
import { consoleApp } from "./app.js";
import { Decider } from "./decide.js";
import { addressOf, Door } from "./door.js";
import { LiveReader } from "./live.js";
import { readPage } from "./page-files.js";
import { SnapshotReader } from "./reader.js";

/** How a console is reached. */
export interface ConsoleOptions {
  place: Place;
  /** 127.0.0.1 unless something with TLS stands in front. */
  host: string;
  /** 0: any that is free. */
  port: number;
  /** What people reach where something stands in front, for example `https://console.example.org`. */
  publicUrl?: string | undefined;
  nowMs: () => number;
  /** An address was used; this is the next one. */
  onEntered: (entrance: string) => void;
}

/** A console that runs. */
export interface RunningConsole {
  /** Good for one browser. */
  entrance: string;
  port: number;
  /** Where decisions go; undefined: it only reads. */
  database: string | undefined;
  close(): Promise<void>;
}

/**
 * Starts the console's server.
 * @throws RingfenceError NO_SNAPSHOT where there is nothing to show, USAGE where it cannot listen, DATABASE where DATABASE_URL leads nowhere
 */
export async function serveConsole(options: ConsoleOptions): Promise<RunningConsole> {
  const { place, host, nowMs } = options;
  // What cannot work is said before anything listens.
  addressOf(host, options.port, options.publicUrl);
  const page = readPage();
  (await Snapshot.open(place.home)).close();
  if (place.databaseUrl !== undefined) await withClient(place.databaseUrl, "ringfence console", async () => {});
  const reader = new SnapshotReader(place.home);
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string };
  const database = place.databaseUrl === undefined ? undefined : { where: describeUrl(place.databaseUrl), live: new LiveReader(place.databaseUrl), decider: new Decider(place.databaseUrl) };

  let answer: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 503 });
  // An id of 10,000 characters stands in an address, escaped.
  const server = serve({ fetch: (request: Request) => answer(request), hostname: host, port: options.port, serverOptions: { maxHeaderSize: 262_144 } }) as Server;
  const port = await new Promise<number>((resolve, reject) => {
    server.once("listening", () => resolve((server.address() as { port: number }).port));
    server.once("error", (error: NodeJS.ErrnoException) => reject(new RingfenceError("USAGE", error.code === "EADDRINUSE" ? `Port ${options.port} of ${host} is taken, perhaps by another console. Give another one: --port 0 takes any that is free.` : `The console cannot listen on ${host}, port ${options.port}: ${error.message}.`, { cause: error })));
  });
  const door = new Door(addressOf(host, port, options.publicUrl));
  const app = consoleApp({ version, door, reader, database, page, nowMs, entered: () => options.onEntered(door.entrance()) });
  answer = (request) => app.fetch(request);
  return {
    entrance: door.entrance(), port, database: database?.where,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      reader.close();
    },
  };
}
