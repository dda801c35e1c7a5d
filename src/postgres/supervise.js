// Keeps the embedded Postgres while anybody uses it, and stops it when the last one has gone, however they went (kill -9 too).
// Plain JavaScript, because it runs as a process of its own also where only the TypeScript sources are (tests).
//
// Every ringfence process holds one connection to the control port. Each side shows that it knows the token, by a hash with what the other side has made up, so that
// whoever listens where a server was until a crash learns nothing: "hello NONCE" is answered with our hash and a nonce, the hash of that with "ok", and counted;
// "bye", or the end of the connection, is counted off. At zero: no more greetings, Postgres stops, the connection of whoever waits is closed.
// Postgres runs below a shell that reads a pipe from here: when this process is killed the pipe ends and the shell stops Postgres.
import { spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const { data, postgres, settings, token, logFile, serverFile, uid, gid } = JSON.parse(process.env.RINGFENCE_SUPERVISE ?? "{}");

const shell = `"$0" "$@" </dev/null & server=$!
exec 3<&0
{ cat <&3 >/dev/null; kill -INT "$server" 2>/dev/null; } &
exec 3<&- </dev/null
wait "$server"`;

const users = new Set();
let stopping = false;
let server;
let serverGone;

const proof = (who, nonce) => createHmac("sha256", token).update(`${who} ${nonce}`).digest("hex");

const control = createServer((socket) => {
  let text = "";
  const nonce = randomBytes(24).toString("hex");
  socket.setEncoding("utf8");
  socket.on("error", () => leave(socket));
  socket.on("close", () => leave(socket));
  socket.on("data", (part) => {
    text += part;
    if (text.length > 200) return void socket.destroy();
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
      const line = text.slice(0, end);
      text = text.slice(end + 1);
      const hello = /^hello ([0-9a-f]{48})$/.exec(line);
      if (hello !== null && !stopping) socket.write(`${proof("server", hello[1])} ${nonce}\n`);
      else if (line === proof("user", nonce) && !stopping) {
        users.add(socket);
        socket.write("ok\n");
      } else if (line === "bye" && users.has(socket)) {
        users.delete(socket);
        if (users.size > 0) socket.end();
        else void stop().then(() => socket.end());
      } else socket.destroy();
    }
  });
});

function leave(socket) {
  if (users.delete(socket) && users.size === 0) void stop();
}

let stopped;
function stop() {
  stopping = true;
  stopped ??= (async () => {
    rmSync(serverFile, { force: true });
    const timer = setTimeout(() => signalServer("SIGQUIT"), 60_000);
    server.stdin.destroy();
    await serverGone;
    clearTimeout(timer);
    // Whoever waits for the end gets it before this process goes.
    setTimeout(() => process.exit(0), 50);
  })();
  return stopped;
}

function signalServer(signal) {
  try {
    process.kill(Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]), signal);
  } catch {
    // It has gone in the meantime.
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts Postgres once; true when it accepts connections, false when it ended instead. */
async function start(port) {
  const log = openSync(logFile, "a", 0o600);
  const args = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  server = spawn("/bin/sh", ["-c", shell, postgres, "-D", data, ...args], {
    stdio: ["pipe", log, log],
    cwd: "/",
    env: { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C" },
    ...(uid === undefined ? {} : { uid, gid }),
  });
  server.stdin.on("error", () => {});
  let ended = false;
  serverGone = new Promise((resolve) => {
    server.on("error", resolve);
    server.on("exit", resolve);
  }).then(() => {
    ended = true;
    server.stdin.destroy();
  });
  while (!ended) {
    try {
      const lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
      if (lines[3] === String(port) && lines[7]?.trim() === "ready") return true;
    } catch {
      // Not written yet.
    }
    await Promise.race([sleep(25), serverGone]);
  }
  return false;
}

// Whoever started us and left before a greeting does not want the server any more.
process.stdin.on("end", () => {
  if (users.size === 0) void (server === undefined ? process.exit(0) : stop());
});
process.stdin.on("error", () => {});
process.stdin.resume();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void (server === undefined ? process.exit(0) : stop()));

control.listen(0, "127.0.0.1", async () => {
  // A free port can be taken before Postgres binds it; then another one.
  for (let attempt = 0; attempt < 5 && !stopping; attempt++) {
    const port = await freePort();
    if (!(await start(port))) continue;
    if (stopping) return;
    writeFileSync(`${serverFile}.next`, JSON.stringify({ port, controlPort: control.address().port, token }), { mode: 0o600 });
    renameSync(`${serverFile}.next`, serverFile);
    await serverGone;
    if (!stopping) {
      rmSync(serverFile, { force: true });
      process.exit(1);
    }
    return;
  }
  if (!stopping) process.exit(1);
});
