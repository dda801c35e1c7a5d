import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { RingfenceError } from "../errors/ringfence-error.js";

/** Who runs the server, where that is not ourselves. */
export interface ServerUser {
  uid: number;
  gid: number;
  name: string;
}

/**
 * The existing unprivileged user that Postgres runs as when we are root (it refuses to run as root): `postgres`, else `nobody`,
 * else the first one with id 65534 or at least 1000. Undefined when we are not root. No user is ever created.
 * @throws RingfenceError CONFIG when there is none, or when this root may not become another user.
 */
export function unprivilegedUser(passwd = "/etc/passwd"): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const advice = 'Run ringfence as an ordinary user, or set DATABASE_URL to a Postgres of your own.';
  let text: string;
  try {
    text = readFileSync(passwd, "utf8");
  } catch (error) {
    throw new RingfenceError("CONFIG", `The embedded Postgres cannot run as root, and the list of users (${passwd}) cannot be read. ${advice}`, { cause: error });
  }
  const user = chooseUser(text);
  if (user === undefined) throw new RingfenceError("CONFIG", `The embedded Postgres cannot run as root, and ${passwd} has no unprivileged user to run it as. ${advice}`);
  if (!runsAs(user, ["-c", "exit 0"])) {
    throw new RingfenceError("CONFIG", `The embedded Postgres cannot run as root, and this root may not become the user "${user.name}" (a container without CAP_SETUID?). ${advice}`);
  }
  return user;
}

/** Picks the user out of the text of /etc/passwd. */
export function chooseUser(passwd: string): ServerUser | undefined {
  const users = passwd
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((user) => user.name !== "" && Number.isInteger(user.uid) && Number.isInteger(user.gid) && user.uid > 0 && user.gid > 0);
  return (
    users.find((user) => user.name === "postgres") ??
    users.find((user) => user.name === "nobody") ??
    users.find((user) => user.uid === 65534) ??
    users.find((user) => user.uid >= 1000)
  );
}

/** The name of a user id, or the number where /etc/passwd does not list it. */
export function userNamed(uid: number, passwd = "/etc/passwd"): string {
  const line = readFileSync(passwd, "utf8").split("\n").find((entry) => entry.split(":")[2] === String(uid));
  return line?.split(":")[0] ?? `uid ${uid}`;
}

/** True where `/bin/sh` with these arguments ends well as that user (as ourselves, when undefined). */
export function runsAs(user: ServerUser | undefined, args: readonly string[]): boolean {
  const options = user === undefined ? {} : { uid: user.uid, gid: user.gid };
  return spawnSync("/bin/sh", args, { cwd: "/", stdio: "ignore", ...options }).status === 0;
}

/** True where that user can enter the folder and write in it. */
export const canWrite = (user: ServerUser | undefined, folder: string): boolean => runsAs(user, ["-c", 'cd "$0" && test -w .', folder]);
