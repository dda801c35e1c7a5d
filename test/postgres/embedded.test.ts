import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { startEmbedded } from "../../src/postgres/embedded.js";
import { chooseUser } from "../../src/postgres/unprivileged-user.js";

const isRoot = process.getuid?.() === 0;
const built = join(packageFolder, "dist", "src", "postgres", "embedded.js");
const quiet = { note: () => {}, settings: { fsync: "off", shared_buffers: "16MB" } };
let home: string;
const children: ChildProcess[] = [];

beforeAll(() => {
  // Other processes of these tests run the built code.
  const newest = Math.max(...readdirSync(join(packageFolder, "src", "postgres")).map((name) => statSync(join(packageFolder, "src", "postgres", name)).mtimeMs));
  if (!existsSync(built) || statSync(built).mtimeMs < newest) spawnSync(process.execPath, [join(packageFolder, "node_modules", "typescript", "bin", "tsc"), "-p", join(packageFolder, "tsconfig.json")]);
});
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "ringfence home's ")));
  chmodSync(home, 0o755);
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(home, { recursive: true, force: true });
});

/** Another process that starts the server of this home, prints its port and waits. */
async function otherProcess(): Promise<{ child: ChildProcess; port: number }> {
  const script = `const { startEmbedded } = await import(${JSON.stringify(built)});
    const server = await startEmbedded(${JSON.stringify(home)}, { note() {}, settings: { fsync: "off", shared_buffers: "16MB" } });
    console.log(new URL(server.url).port);
    process.stdin.on("data", async () => { await server.stop(); process.exit(0); });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, port: Number(line.toString()) };
}

const pidFile = (): string => join(home, "postgres", "data", "postmaster.pid");
const serverPid = (): number => Number(readFileSync(pidFile(), "utf8").split("\n")[0]);
const answers = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
};
const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

test("starts a real server that keeps its data, and leaves nothing running", async () => {
  const notes: string[] = [];
  const first = await startEmbedded(home, { ...quiet, note: (text) => notes.push(text) });
  expect(notes).toEqual(["Creating the embedded Postgres …"]);
  const client = new pg.Client({ connectionString: first.url });
  await client.connect();
  await client.query("create table kept (word text); insert into kept values ('here')");
  expect((await client.query("show server_encoding")).rows).toEqual([{ server_encoding: "UTF8" }]);
  await client.end();
  const pid = serverPid();
  await first.stop();
  await first.stop();
  expect(isRunning(pid)).toBe(false);
  expect(existsSync(pidFile())).toBe(false);
  const second = await startEmbedded(home, quiet);
  const again = new pg.Client({ connectionString: second.url });
  await again.connect();
  expect((await again.query("select word from kept")).rows).toEqual([{ word: "here" }]);
  await again.end();
  await second.stop();
});

test("processes with one home share one server; the last one to go stops it", async () => {
  const [mine, other] = await Promise.all([startEmbedded(home, quiet), otherProcess()]);
  expect(Number(new URL(mine.url).port)).toBe(other.port);
  const pid = serverPid();
  other.child.stdin!.write("stop\n");
  await once(other.child, "exit");
  expect(await answers(mine.url)).toBe(true);
  await mine.stop();
  expect(isRunning(pid)).toBe(false);
});

test("kill -9 of the process that started it leaves no server behind", async () => {
  const { child } = await otherProcess();
  const pid = serverPid();
  child.kill("SIGKILL");
  await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
});

test("kill -9 of everything but Postgres leaves no server behind, and the next start works", async () => {
  const { child } = await otherProcess();
  const pid = serverPid();
  const shell = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]);
  const supervisor = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${shell}/status`, "utf8"))![1]);
  process.kill(supervisor, "SIGKILL");
  child.kill("SIGKILL");
  await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
  const next = await startEmbedded(home, quiet);
  expect(await answers(next.url)).toBe(true);
  await next.stop();
});

test("kill -9 of Postgres itself: the next start recovers", async () => {
  const { child } = await otherProcess();
  const pid = serverPid();
  process.kill(pid, "SIGKILL");
  await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
  const next = await startEmbedded(home, quiet);
  expect(await answers(next.url)).toBe(true);
  await next.stop();
  child.kill("SIGKILL");
});

test("a start just after Postgres died, before its supervisor noticed, waits and starts it anew", async () => {
  const first = await startEmbedded(home, quiet);
  const pid = serverPid();
  const shell = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]);
  // The supervisor learns of the death from this shell, which now says nothing for a while.
  process.kill(shell, "SIGSTOP");
  process.kill(pid, "SIGKILL");
  setTimeout(() => process.kill(shell, "SIGCONT"), 400);
  const next = await startEmbedded(home, quiet);
  expect(await answers(next.url)).toBe(true);
  await next.stop();
  await first.stop();
});

test("what crashes left does not matter: half an initdb, a process number that is somebody else's, a lost password", async () => {
  await (await startEmbedded(home, quiet)).stop();
  mkdirSync(join(home, "postgres", "data.new-1", "base"), { recursive: true });
  writeFileSync(pidFile(), `${process.pid}\n${join(home, "postgres", "data")}\n1\n5432\n\n127.0.0.1\n\nready   \n`);
  writeFileSync(join(home, "postgres", "server.json"), JSON.stringify({ port: 1, controlPort: 1, token: "x" }));
  rmSync(join(home, "postgres", "password"));
  const server = await startEmbedded(home, quiet);
  expect(await answers(server.url)).toBe(true);
  await server.stop();
  // Where the server's user cannot enter the checkout, the binaries are copied here too, under their version.
  const left = readdirSync(join(home, "postgres")).filter((name) => !/^server-\d/.test(name));
  expect(left.sort()).toEqual(["data", "password", "server.log", "start.lock"]);
});

test.runIf(isRoot)("as root below a folder that others cannot enter, the data are in the temporary folder, and it says where", async () => {
  chmodSync(home, 0o700);
  const notes: string[] = [];
  const server = await startEmbedded(home, { ...quiet, note: (text) => notes.push(text) });
  try {
    expect(server.dataFolder.startsWith(`${realpathSync(tmpdir())}/ringfence-`)).toBe(true);
    expect(notes[0]).toContain(join(server.dataFolder, ".."));
    expect(statSync(server.dataFolder).mode & 0o777).toBe(0o700);
    expect(statSync(server.dataFolder).uid).not.toBe(0);
    expect(await answers(server.url)).toBe(true);
  } finally {
    await server.stop();
    rmSync(join(server.dataFolder, ".."), { recursive: true });
  }
});

test("a folder that is no cluster is refused, not overwritten", async () => {
  mkdirSync(join(home, "postgres", "data"), { recursive: true });
  writeFileSync(join(home, "postgres", "data", "precious"), "");
  await expect(startEmbedded(home, quiet)).rejects.toMatchObject({ code: "CONFIG", message: expect.stringContaining("is not a Postgres cluster") });
  expect(existsSync(join(home, "postgres", "data", "precious"))).toBe(true);
});

test("the server's user is an existing one without privileges, postgres before nobody", () => {
  const root = "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/:/bin/false\n";
  expect(chooseUser(`${root}nobody:x:65534:65534::/:/bin/false\npostgres:x:101:104::/:/bin/bash\n`)?.name).toBe("postgres");
  expect(chooseUser(`${root}ana:x:1000:1000::/:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n`)?.name).toBe("nobody");
  expect(chooseUser(`${root}ana:x:1000:1000::/:/bin/sh\n`)).toEqual({ name: "ana", uid: 1000, gid: 1000 });
  expect(chooseUser(root)).toBeUndefined();
  expect(chooseUser("postgres:x:0:0::/:/bin/sh\n")).toBeUndefined();
});
