import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { packageFolder } from "../src/config/place.js";
import { unprivilegedUser } from "../src/postgres/unprivileged-user.js";

/** A private cluster of the Postgres that Debian ships, with its defaults: LLVM compiles what its planner thinks expensive. */
export interface StockServer {
  /** As its superuser; never the system's cluster. */
  url: string;
  /** For example `15.14`. */
  version: string;
  stop: () => Promise<void>;
}

/** `bin` of the newest Postgres that Debian's packages put here, 14 or newer; undefined where there is none. */
export function stockBinaries(root = "/usr/lib/postgresql"): string | undefined {
  if (!existsSync(root)) return undefined;
  const versions = readdirSync(root).map(Number).filter((version) => version >= 14).sort((one, other) => other - one);
  return versions.map((version) => join(root, String(version), "bin")).find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
}

/** What to say where {@link stockBinaries} finds none. */
export const noStock = 'Debian\'s Postgres is not here ("apt-get install postgresql"): what runs on both servers ran on the embedded one only.';

/**
 * Starts a cluster of its own in the temporary folder, on a free port of 127.0.0.1, with Debian's binaries. It ends with `stop`, and with this process
 * however that goes: the pipe to src/postgres/supervise.js ends then. What a killed process left is removed by the next.
 * @param settings of Postgres, besides where it listens; none: as it is shipped
 */
export async function startStock(settings: Readonly<Record<string, string>> = {}): Promise<StockServer> {
  const bin = stockBinaries();
  if (bin === undefined) throw new Error(noStock);
  removeLeft();
  const base = mkdtempSync(join(tmpdir(), `ringfence-stock-${process.pid}-`));
  const user = unprivilegedUser();
  const data = join(base, "data");
  mkdirSync(data, { mode: 0o700 });
  chmodSync(base, 0o711);
  if (user !== undefined) chownSync(data, user.uid, user.gid);
  // As a site's server would: it asks for a password.
  const password = randomBytes(18).toString("hex");
  const handed = join(base, "password");
  writeFileSync(handed, password, { mode: 0o600 });
  if (user !== undefined) chownSync(handed, user.uid, user.gid);
  const made = spawnSync(join(bin, "initdb"), [`--pgdata=${data}`, "--username=postgres", `--pwfile=${handed}`, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"], {
    cwd: "/", encoding: "utf8", ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
  });
  if (made.status !== 0) throw new Error(`initdb of ${bin} failed: ${made.stderr}`);
  const serverFile = join(base, "server.json");
  const supervisor = spawn(process.execPath, [join(packageFolder, "src", "postgres", "supervise.js")], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: {
      ...process.env,
      NODE_OPTIONS: "",
      RINGFENCE_SUPERVISE: JSON.stringify({
        data, postgres: join(bin, "postgres"), settings: { listen_addresses: "127.0.0.1", unix_socket_directories: "", ...settings },
        token: randomBytes(24).toString("hex"), logFile: join(base, "server.log"), serverFile, uid: user?.uid, gid: user?.gid,
      }),
    },
  });
  const gone = new Promise((resolve) => supervisor.on("exit", resolve));
  supervisor.stdin.on("error", () => {});
  for (const deadline = Date.now() + 60_000; !existsSync(serverFile); await sleep(20)) {
    if (supervisor.exitCode !== null || Date.now() > deadline) throw new Error(`Debian's Postgres did not start: ${readFileSync(join(base, "server.log"), "utf8")}`);
  }
  const { port } = JSON.parse(readFileSync(serverFile, "utf8")) as { port: number };
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    version: spawnSync(join(bin, "postgres"), ["--version"], { encoding: "utf8" }).stdout.replace(/^\D*([\d.]+)[\s\S]*$/, "$1"),
    stop: async () => {
      supervisor.stdin.end();
      await gone;
      rmSync(base, { recursive: true, force: true });
    },
  };
}

function removeLeft(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(/^ringfence-stock-(\d+)-/.exec(name)?.[1]);
    if (!(pid > 0)) continue;
    try {
      process.kill(pid, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ESRCH") rmSync(join(tmpdir(), name), { recursive: true, force: true });
    }
  }
}
