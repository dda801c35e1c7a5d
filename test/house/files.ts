import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../../src/config/place.js";

/** Folders that are made, not written. */
const made = new Set(["node_modules", "dist", "var", ".git"]);

/** Every file of the house by its path from the top, ascending: what git tracks or would track, or, without git, all but what is made. */
export const houseFiles: readonly string[] = (() => {
  if (existsSync(join(packageFolder, ".git"))) {
    const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: packageFolder, encoding: "utf8" });
    // A tracked file may be deleted and not committed yet.
    return list.split("\0").filter((path) => path !== "" && existsSync(join(packageFolder, path))).sort();
  }
  return readdirSync(packageFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(packageFolder.length + 1).replaceAll("\\", "/"))
    .filter((path) => !path.split("/").some((part) => made.has(part)))
    .sort();
})();

/** The files below a folder (or several) with one of these endings. */
export const filesIn = (folders: string | readonly string[], ...endings: string[]): string[] =>
  houseFiles.filter((path) => [folders].flat().some((folder) => path.startsWith(`${folder}/`)) && (endings.length === 0 || endings.some((ending) => path.endsWith(ending))));

/** A file's text. */
export const textOf = (path: string): string => readFileSync(join(packageFolder, path), "utf8");

/** TypeScript or JavaScript without its comments; strings stay. Good enough for house rules: `//` inside a string ends the line too early only after `:`. */
export const codeOf = (path: string): string => textOf(path).replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`\\])\/\/.*$/gm, "$1");

/** SQL without its comments and with every string emptied. */
export const bareSql = (path: string): string => textOf(path).replace(/'(?:[^']|'')*'|--.*$/gm, (found) => (found.startsWith("'") ? "''" : ""));
