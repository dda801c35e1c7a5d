import { existsSync, readFileSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { packageFolder } from "../config/place.js";
import { RingfenceError } from "../errors/ringfence-error.js";

/** A file of the page. */
export interface PageFile {
  /** Content-Type. */
  type: string;
  content: string;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml; charset=utf-8",
};

/** Where `npm run build` puts the page. */
export const pageFolder = join(packageFolder, "dist", "page");

/**
 * Every file of the page by its path in an address. They are read once: no request leads to the file system.
 * @throws RingfenceError USAGE where the page was not built
 */
export function readPage(): Map<string, PageFile> {
  if (!existsSync(join(pageFolder, "index.html"))) throw new RingfenceError("USAGE", `The console's page is not built: ${pageFolder} holds none. Run "npm run build" in ${packageFolder}.`);
  const names = readdirSync(pageFolder, { recursive: true, encoding: "utf8" }).filter((name) => types[extname(name)] !== undefined);
  return new Map(names.map((name) => [`/${name.replaceAll("\\", "/")}`, { type: types[extname(name)], content: readFileSync(join(pageFolder, name), "utf8") }]));
}
