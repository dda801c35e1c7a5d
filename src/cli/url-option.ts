import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import type { Tools } from "./tools.js";

/** The URL that an option gives or, after an @, the first line of the file that it names. @throws RingfenceError USAGE where it would show a password to everybody on the machine */
export function urlOf(tools: Tools, option: string, given: string): string {
  if (given.startsWith("@")) {
    try {
      return readFileSync(resolve(tools.cwd, given.slice(1)), "utf8").split("\n", 1)[0].trim();
    } catch (error) {
      throw new RingfenceError("USAGE", `The file that ${option} names cannot be read: ${messageOf(error)}.`, { cause: error });
    }
  }
  if (URL.canParse(given) ? hasSecret(new URL(given)) : given.includes("@")) {
    throw new RingfenceError("USAGE", `${option} has a password, which everybody on this machine can read as long as this runs. Put the URL into a file that only you can read and give ${option} @FILE (or, for a Postgres, leave the password out and use PGPASSFILE).`);
  }
  return given;
}

/** A user of a Postgres is no secret; before the host of a webhook a token may stand alone. */
const hasSecret = (url: URL): boolean =>
  url.password !== "" || (/^https?:$/.test(url.protocol) && url.username !== "") || ["password", "sslpassword"].some((name) => url.searchParams.has(name));
