import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join, parse } from "node:path";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";

/**
 * Makes RINGFENCE_HOME where it is missing, one folder after another: the recursive mkdir of Node 20 never returns where the system says
 * "no such file" below a folder that is there (/proc). It holds ids, devices and addresses: nobody else may list it or read what is in it.
 * As root it may be passed through, because the embedded server runs as another user.
 * @throws RingfenceError CONFIG when it cannot be a folder, when it, or something in it, is somebody else's, or when somebody else can take it away.
 */
export function makeHome(home: string): void {
  const unusable = (why: string, cause?: unknown): RingfenceError =>
    new RingfenceError("CONFIG", `RINGFENCE_HOME is ${JSON.stringify(home)}, which cannot be used: ${why}. Set it to a folder that you may write to.`, { cause });
  const missing: string[] = [];
  let at = home;
  while (!existsSync(at) && dirname(at) !== at) {
    missing.unshift(at);
    at = dirname(at);
  }
  if (!statSync(at).isDirectory()) throw unusable(`${JSON.stringify(at)} is a file`);
  requireKept(at, at === home);
  for (const folder of missing) {
    try {
      mkdirSync(folder, { mode: 0o700 });
      if (process.getuid?.() === 0) chmodSync(folder, 0o711);
    } catch (error) {
      // Somebody else may be making it too.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw unusable(messageOf(error), error);
    }
  }
  requireOwn(home);
  const { mode } = statSync(home);
  // Made by an earlier version, or by hand: others may pass through (to ringfence.prom), and no more. Closed first, so that what is looked at next stays.
  if ((mode & 0o026) !== 0) chmodSync(home, mode & 0o7751);
  for (const name of readdirSync(home)) closeToOthers(join(home, name));
}

/** What anybody may read: it names no account. */
const open = /\.prom$/;

/** Files and folders of earlier versions stood open to everybody. @throws RingfenceError CONFIG where one of them is somebody else's: a link, say, that leads what is written there elsewhere */
function closeToOthers(path: string): void {
  requireOwn(path);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  // A server of another user lives in this one, and links lead where their owner wants.
  if (stat === undefined || stat.isSymbolicLink() || path.endsWith("/postgres")) return;
  const wanted = stat.isDirectory() ? stat.mode & 0o7700 : stat.mode & 0o7600;
  try {
    if (!open.test(path) && wanted !== stat.mode % 0o10000 && (stat.isFile() || stat.isDirectory())) chmodSync(path, wanted);
    if (stat.isDirectory()) for (const name of readdirSync(path)) closeToOthers(join(path, name));
  } catch (error) {
    // Another run of ours may just have removed it.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/**
 * Nobody else can put another folder in this one's place. Whoever may write in a folder can rename what is in it, unless it is sticky, as /tmp is; and below one
 * that everybody may write in, whose a folder is says who made it.
 */
function requireKept(folder: string, isHome: boolean): void {
  const uid = process.getuid?.();
  if (uid === undefined) return;
  const real = realpathSync(folder);
  const { root } = parse(real);
  const above: string[] = [];
  for (let at = real; at !== root; at = dirname(at)) above.unshift(at);
  let shared = false;
  for (const path of above) {
    const stat = statSync(path);
    if (shared && stat.uid !== uid && stat.uid !== 0) throw taker(path, `belongs to another user (uid ${stat.uid}; this is uid ${uid}), in a folder that everybody may write in`);
    const everybody = (stat.mode & 0o002) !== 0;
    // The home itself is closed to others next.
    if (everybody && (stat.mode & 0o1000) === 0 && !(isHome && path === real)) throw taker(path, "may be written in by everybody");
    shared ||= everybody;
  }
}

const taker = (path: string, why: string): RingfenceError =>
  new RingfenceError("CONFIG", `${JSON.stringify(path)} ${why}, and RINGFENCE_HOME is in it: somebody could put another folder in its place. Nothing was written. Set RINGFENCE_HOME to a folder below your own, or take the right to write from others (chmod o-w).`);

/**
 * What is read or written there belongs to this user, itself and not only what a link leads to: in a folder that others can write in, anybody can have put a link or a file beforehand.
 * What is not there is nobody's.
 * @param otherwise what else can be done, for the message
 * @throws RingfenceError CONFIG
 */
export function requireOwn(path: string, otherwise = "set RINGFENCE_HOME to a folder of your own"): void {
  const uid = process.getuid?.();
  if (uid === undefined) return;
  for (const stat of [lstatSync(path, { throwIfNoEntry: false }), statSync(path, { throwIfNoEntry: false })]) {
    if (stat !== undefined && stat.uid !== uid) {
      throw new RingfenceError("CONFIG", `${JSON.stringify(path)} belongs to another user (uid ${stat.uid}; this is uid ${uid}), who could read or change what ringfence keeps there. Nothing was written. Remove it, have it given to you (chown), or ${otherwise}.`);
    }
  }
}
