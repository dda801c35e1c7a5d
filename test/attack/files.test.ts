import { spawn, spawnSync } from "node:child_process";
import { connect, createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { makeHome } from "../../src/config/make-home.js";
import { packageFolder } from "../../src/config/place.js";
import { appendAttempt } from "../../src/console/run-log.js";
import { keepAnchor } from "../../src/enforcement/ledger.js";
import { startEmbedded } from "../../src/postgres/embedded.js";
import { buildTinyNight } from "../duckdb/tiny-night.js";
import { openConsole } from "../web/house.js";
import { attack } from "./attack.js";

let base: string;
let home: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "ringfence-attack-"));
  chmodSync(base, 0o755);
  home = join(base, "home");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));
const mode = (path: string): string => (lstatSync(path).mode & 0o777).toString(8);
const root = process.getuid?.() === 0;
/** Every file and folder below, with its mode. */
const modes = (folder: string): [string, string][] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return [[entry.name, mode(path)], ...(entry.isDirectory() && entry.name !== "postgres" ? modes(path) : [])] as [string, string][];
  });

attack({ who: "any local user", attack: "reads the investigators' file, runs.jsonl, work files, pictures, with a umask of 000", by: "0600 and 0700, whatever the umask" }, async () => {
  const demo = spawnSync("/bin/sh", ["-c", `umask 000; exec "$0" "$1" demo`, process.execPath, join(packageFolder, "src", "cli", "launch.js")], { encoding: "utf8", cwd: base, env: { ...process.env, RINGFENCE_HOME: home, DATABASE_URL: "", RINGFENCE_SOURCE_URL: "", RINGFENCE_CONFIG: "" } });
  expect(demo.status, demo.stderr).toBe(0);
  expect(mode(home)).toBe(root ? "711" : "700");
  const found = modes(home);
  expect(found.map(([name]) => name)).toEqual(expect.arrayContaining(["ringfence.duckdb", "runs.jsonl", "pictures"]));
  // What the server runs from is read by its own user; counts of a night name nobody.
  expect(found.filter(([name, held]) => name !== "ringfence.prom" && name !== "postgres" && !/^[67]00$/.test(held))).toEqual([]);
  expect(readdirSync(join(home, "postgres")).filter((name) => /password|json|log/.test(name)).map((name) => mode(join(home, "postgres", name))).filter((held) => held !== "600")).toEqual([]);
  // From a version that left all open.
  chmodSync(join(home, "ringfence.duckdb"), 0o644);
  chmodSync(join(home, "pictures"), 0o755);
  chmodSync(home, 0o777);
  makeHome(home);
  expect([mode(home), mode(join(home, "ringfence.duckdb")), mode(join(home, "pictures"))]).toEqual(["751", "600", "700"]);
});

attack({ who: "any local user", attack: "reads what a program writes that calls a night itself", by: "each file has its mode from the start" }, async () => {
  makeHome(home);
  const before = process.umask(0);
  try {
    appendAttempt(home, { run_id: "r", kind: "nightly", as_of: "", status: "running", reason: null, started_at: "", finished_at: null, counts: {} });
  } finally {
    process.umask(before);
  }
  expect(mode(join(home, "runs.jsonl"))).toBe("600");
});

for (const [what, make] of [
  ["a home of one's own, made beforehand", () => mkdirSync(home)], ["a home that is a link to one's own folder", () => symlinkSync(base, home)],
  ["runs.jsonl in it", () => { mkdirSync(home); writeFileSync(join(home, "runs.jsonl"), ""); }], ["a link runs.jsonl in it, to any file", () => { mkdirSync(home); writeFileSync(join(base, "victim"), "kept"); symlinkSync(join(base, "victim"), join(home, "runs.jsonl")); }],
  ["a work folder in it", () => mkdirSync(join(home, "work"), { recursive: true })],
] as const) {
  attack({ who: "any local user", attack: `waits with ${what}`, by: "what is somebody else's is refused, with its name" }, async () => {
    if (!root) return;
    make();
    const theirs = [home, join(home, "runs.jsonl"), join(home, "work")].filter((path) => existsSync(path)).at(-1)!;
    // The link itself, and what it leads to.
    if (lstatSync(theirs).isSymbolicLink()) spawnSync("chown", ["-h", "65534:65534", theirs]);
    else chownSync(theirs, 65534, 65534);
    expect(() => makeHome(home)).toThrowError(expect.objectContaining({ code: "CONFIG", message: expect.stringContaining("belongs to another user (uid 65534") }));
    expect(existsSync(join(base, "victim")) ? statSync(join(base, "victim")).size : 4).toBe(4);
  });
}

for (const [what, make, told] of [
  ["a link among the pictures, to any file, in a home that stood open", () => { mkdirSync(join(home, "pictures"), { recursive: true }); chmodSync(home, 0o777); chmodSync(join(home, "pictures"), 0o777); symlinkSync(join(base, "victim"), join(home, "pictures", "R-1.html")); }, /R-1\.html" belongs to another user/],
  ["the folder that the home would be made in", () => { mkdirSync(join(base, "theirs"), { mode: 0o777 }); home = join(base, "theirs", "home"); }, /theirs" belongs to another user .*in a folder that everybody may write in/],
  ["a folder above the home that everybody may write in, and so rename what is in it", () => { chmodSync(base, 0o777); mkdirSync(home); }, /may be written in by everybody/],
] as const) {
  attack({ who: "any local user", attack: `waits with ${what}`, by: "what can be taken away, and what is somebody else's at any depth, is refused" }, async () => {
    if (!root) return;
    writeFileSync(join(base, "victim"), "kept");
    make();
    const theirs = [join(base, "theirs"), join(home, "pictures", "R-1.html")].find((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
    if (theirs !== undefined) spawnSync("chown", ["-h", "65534:65534", theirs]);
    expect(() => makeHome(home)).toThrowError(expect.objectContaining({ code: "CONFIG", message: expect.stringMatching(told) }));
    expect(readFileSync(join(base, "victim"), "utf8")).toBe("kept");
  });
}

attack({ who: "any local user", attack: "waits with the file of feed anchor --file, or a link by its name, to rewrite anchors later", by: "a file of somebody else's is refused" }, async () => {
  if (!root) return;
  const file = join(base, "anchors.jsonl");
  const anchor = { epoch: "e", seq: 1, hash: "h", link_id: 1, link_hash: "l" };
  writeFileSync(join(base, "victim"), "kept");
  for (const make of [() => writeFileSync(file, "", { mode: 0o666 }), () => symlinkSync(join(base, "victim"), file)]) {
    make();
    spawnSync("chown", ["-h", "65534:65534", file]);
    expect(() => keepAnchor(file, anchor, new Date())).toThrowError(expect.objectContaining({ code: "CONFIG", message: expect.stringContaining("belongs to another user") }));
    rmSync(file);
  }
  expect(readFileSync(join(base, "victim"), "utf8")).toBe("kept");
});

attack({ who: "any local user", attack: "puts links into an open home again and again, while it is looked through and closed", by: "it is closed first, and looked through then" }, async () => {
  if (!root) return;
  mkdirSync(home);
  writeFileSync(join(base, "victim"), "kept");
  const racer = spawn("/bin/sh", ["-c", 'while :; do ln -s "$1" "$0/runs.jsonl" 2>/dev/null; rm -f "$0/runs.jsonl" 2>/dev/null; done', home, join(base, "victim")], { stdio: "ignore", uid: 65534, gid: 65534 });
  try {
    let [refused, closed] = [0, 0];
    for (let round = 0; round < 300; round += 1) {
      chmodSync(home, 0o777);
      await new Promise((resolve) => setTimeout(resolve, 2));
      try {
        makeHome(home);
        closed += 1;
        // Nobody else's is left, and nobody can put one.
        appendAttempt(home, { run_id: "r", kind: "nightly", as_of: "", status: "running", reason: null, started_at: "", finished_at: null, counts: {} });
        expect(lstatSync(join(home, "runs.jsonl")).uid).toBe(0);
      } catch (error) {
        expect(error).toMatchObject({ code: "CONFIG" });
        refused += 1;
      }
      rmSync(join(home, "runs.jsonl"), { force: true });
    }
    expect([closed > 10, refused > 10]).toEqual([true, true]);
    expect(readFileSync(join(base, "victim"), "utf8")).toBe("kept");
  } finally {
    racer.kill("SIGKILL");
    await once(racer, "exit");
  }
});

attack({ who: "any local user", attack: "waits with a password file, or a server file, for the embedded server", by: "a file of somebody else's is refused, one that was there is replaced" }, async () => {
  if (!root) return;
  for (const name of ["password", "server.json"]) {
    mkdirSync(join(home, "postgres"), { recursive: true });
    writeFileSync(join(home, "postgres", name), "known", { mode: 0o666 });
    chownSync(join(home, "postgres", name), 65534, 65534);
    await expect(startEmbedded(home, { note: () => {} })).rejects.toMatchObject({ code: "CONFIG", message: expect.stringContaining(`${name}" belongs to another user`) });
    rmSync(home, { recursive: true });
  }
});

attack({ who: "any local user", attack: "listens on the ports of an embedded server that a power cut ended, is greeted in its place, and asks for its password", by: "the server shows that it knows the token before it is sent anything" }, async () => {
  const first = await startEmbedded(home, { note: () => {} });
  const at = join(home, "postgres");
  const [password, left] = [readFileSync(join(at, "password"), "utf8").trim(), readFileSync(join(at, "server.json"), "utf8")];
  const { port, controlPort, token } = JSON.parse(left) as { port: number; controlPort: number; token: string };
  await first.stop();
  // As a power cut leaves it.
  writeFileSync(join(at, "server.json"), left, { mode: 0o600 });
  let heard = "";
  const listener = (answer: (socket: Socket) => void): Server => createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (part) => {
      heard += part.toString("latin1");
      answer(socket);
    });
  });
  // One says that it is the supervisor; the other asks for the password in clear, as a server may.
  const theirs: [Server, number][] = [[listener((socket) => socket.write("ok\n")), controlPort], [listener((socket) => socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]))), port]];
  for (const [server, number] of theirs) {
    // Until the one that stops has given it up.
    for (let listening = false; !listening; ) listening = await new Promise((resolve) => server.once("error", () => setTimeout(() => resolve(false), 50)).listen(number, "127.0.0.1", () => resolve(true)));
  }
  try {
    const again = await startEmbedded(home, { note: () => {} });
    expect(again.url).not.toContain(`:${port}/`);
    await again.stop();
    expect(heard).toMatch(/^hello /);
    expect([heard.includes(password), heard.includes(token)]).toEqual([false, false]);
  } finally {
    for (const [server] of theirs) server.close();
  }
});

attack({ who: "any local user", attack: "listens on another port of this machine, is sent the console's cookie and asks with it", by: "the cookie opens nothing without a key that only pages of the console's own port can read" }, async () => {
  mkdirSync(home);
  await buildTinyNight(home);
  const console = await openConsole(home);
  try {
    const { Cookie, "X-Console-Key": key } = await console.enter();
    const ask = async (headers: Record<string, string>): Promise<number> => (await fetch(`${console.origin}/api/session`, { headers })).status;
    expect([await ask({ Cookie }), await ask({ Cookie, "X-Console-Key": "guess" }), await ask({ "X-Console-Key": key }), await ask({ Cookie, "X-Console-Key": key })]).toEqual([401, 401, 401, 200]);
  } finally {
    await console.close();
  }
});

attack({ who: "any local user", attack: "asks the console by another name, by two, by none, in a request within a request, for files above its own, with 30 MB", by: "who is not let in gets its empty page or a refusal" }, async () => {
  mkdirSync(home);
  await buildTinyNight(home);
  const console = await openConsole(home);
  const port = Number(new URL(console.origin).port);
  const host = `Host: 127.0.0.1:${port}\r\n`;
  /** What comes back for these bytes; the request says that the connection ends. */
  const raw = async (head: string, body = ""): Promise<string> => {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    socket.on("data", (part: Buffer) => (answer += part.toString("latin1")));
    socket.on("error", () => {});
    socket.write(`${head}Connection: close\r\n\r\n${body}`);
    await once(socket, "close");
    return answer;
  };
  try {
    const status = async (head: string, body = ""): Promise<number> => Number(/^HTTP\/1\.1 (\d+)/.exec(await raw(head, body))?.[1]);
    expect(await status("GET /api/session HTTP/1.1\r\nHost: evil.example\r\n")).toBe(403);
    expect(await status(`GET /api/session HTTP/1.1\r\n${host}Host: evil.example\r\n`)).toBeGreaterThanOrEqual(400);
    expect(await status("GET /api/session HTTP/1.0\r\n")).toBe(403);
    expect(await status(`GET http://evil.example/api/session HTTP/1.1\r\n${host}`)).toBeGreaterThanOrEqual(400);
    expect(await status(`POST /api/enter HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n`, `0\r\n\r\nGET /api/session HTTP/1.1\r\n${host}\r\n`)).toBe(400);
    for (const path of ["/../../../../etc/passwd", "/assets/..%2f..%2f..%2f..%2fetc%2fpasswd", "/assets/../../../package.json", "/%00", "/%zz", "/api/__proto__"]) expect(await raw(`GET ${path} HTTP/1.1\r\n${host}`), path).not.toMatch(/root:|"dependencies"/);
    for (const path of ["/api/session", "/api/query"]) expect((await fetch(`${console.origin}${path}`, { method: "POST", headers: { Origin: console.origin, "Content-Type": "application/json" }, body: `"${"x".repeat(30_000_000)}"` })).status, path).toBe(413);
    expect((await fetch(console.origin)).status).toBe(200);
  } finally {
    await console.close();
  }
});

attack({ who: "any local user", attack: "listens where the console will be, is visited there once, and stays in the browser: as a service worker, as an open tab that reads the console's key", by: "each console is on another port, where nobody can have been before" }, async () => {
  mkdirSync(home);
  await buildTinyNight(home);
  const ports = [];
  for (const _ of [1, 2, 3]) {
    const child = spawn(process.execPath, [join(packageFolder, "src", "cli", "launch.js"), "console"], { stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, RINGFENCE_HOME: home, DATABASE_URL: "", RINGFENCE_CONFIG: "" } });
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    ports.push(new URL(String(said).trim()).port);
    child.kill("SIGINT");
    await once(child, "exit");
  }
  expect(new Set(ports).size).toBe(3);
});

attack({ who: "any local user", attack: "reads the console's token in the list of processes, where the browser is started with it", by: "the browser is started with a file of the person's own, which leads to the address" }, async () => {
  mkdirSync(home);
  await buildTinyNight(home);
  // What stands for the browser keeps what it was started with.
  writeFileSync(join(base, "xdg-open"), `#!/bin/sh\necho "$@" > "${base}/seen.part"; stat -c %a "$1" >> "${base}/seen.part"; mv "${base}/seen.part" "${base}/seen"\n`, { mode: 0o755 });
  const child = spawn(process.execPath, [join(packageFolder, "src", "cli", "launch.js"), "console", "--port", "0", "--open"], { stdio: "ignore", env: { ...process.env, PATH: `${base}:${process.env.PATH}`, RINGFENCE_HOME: home, DATABASE_URL: "", RINGFENCE_CONFIG: "" } });
  await expect.poll(() => existsSync(join(base, "seen")), { timeout: 60_000 }).toBe(true);
  const [started, held] = readFileSync(join(base, "seen"), "utf8").trim().split("\n");
  expect([/token|127\.0\.0\.1/.test(started), held]).toEqual([false, "600"]);
  child.kill("SIGINT");
  await once(child, "exit");
  expect(existsSync(started)).toBe(false);
});
