import { spawn, spawnSync } from "node:child_process";
import { createServer, connect as connectSocket, type AddressInfo, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { packageFolder } from "../../src/config/place.js";

/** Builds what the victims run, when it is stale. */
export function build(): void {
  const built = spawnSync(process.execPath, [join(packageFolder, "src", "cli", "launch.js"), "--version"], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(built.stderr);
}

/** Runs test/enforcement/victim.js to its end, or to where it is killed. */
export function victim(args: readonly string[], killAt?: string, nodeEnv = "test"): Promise<{ killed: boolean; code: number | null; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(packageFolder, "test", "enforcement", "victim.js"), ...args], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, NODE_ENV: nodeEnv, RINGFENCE_KILL_AT: killAt ?? "" },
    });
    let err = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ killed: signal === "SIGKILL", code, err }));
  });
}

/** A connection to Postgres that is cut at a chosen moment. */
export interface CuttingProxy {
  url: string;
  /** How many requests were answered on the newest connection, the cut one among them. */
  answered(): number;
  close(): Promise<void>;
}

/**
 * Stands between a client and Postgres, and cuts the connection at the answer to request number `cutAt` (from 1): the server has done it to
 * the end, a COMMIT too, and the client never hears of it.
 */
export async function cuttingProxy(url: string, cutAt: number): Promise<CuttingProxy> {
  const to = new URL(url);
  let answered = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    answered = 0;
    const upstream = connectSocket({ host: to.hostname, port: Number(to.port) });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    let buffer = Buffer.alloc(0);
    // The first "ready" ends the login, every other one an answer.
    let ready = -1;
    upstream.on("data", (part: Buffer) => {
      buffer = Buffer.concat([buffer, part]);
      while (buffer.length >= 5) {
        const length = 1 + buffer.readUInt32BE(1);
        if (buffer.length < length) break;
        const message = buffer.subarray(0, length);
        buffer = buffer.subarray(length);
        const isReady = message[0] === 0x5a;
        // The answer to the chosen request is swallowed from its first message on.
        // But for the word that a COPY may begin, without which nothing more would come.
        const swallowed = ready + 1 === cutAt && message[0] !== 0x47;
        if (isReady) answered = Math.max(0, ++ready);
        if (swallowed) {
          if (isReady) client.destroy();
          continue;
        }
        client.write(message);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    answered: () => answered,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
