import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { packageFolder } from "../../src/config/place.js";
import { findComponents, type Component } from "../../src/graph/find-components.js";
import type { EdgeList } from "../../src/graph/edge-list.js";

/** Public benchmark graphs are read from beside the checkout where they are; tests that need them skip elsewhere. */
const folder = join(packageFolder, "..", "shared", "data", "communities");
export const haveBenchmarks = existsSync(folder);

/** An edge list from pairs: a < b, no pair twice, ordered. */
export function edgeListOf(pairs: Iterable<readonly [number, number, number?]>): EdgeList {
  const weights = new Map<string, [number, number, number]>();
  for (const [x, y, weight = 1] of pairs) {
    if (x === y) continue;
    const [a, b] = x < y ? [x, y] : [y, x];
    weights.set(`${a},${b}`, [a, b, weight]);
  }
  const rows = [...weights.values()].sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  return { a: Int32Array.from(rows, (row) => row[0]), b: Int32Array.from(rows, (row) => row[1]), weight: Float64Array.from(rows, (row) => row[2]) };
}

/** The largest component of a benchmark graph in GML. */
export function gmlComponent(name: string): Component {
  const text = readFileSync(join(folder, `${name}.gml`), "utf8");
  const pairs = [...text.matchAll(/source (\d+)\s+target (\d+)/g)].map((found) => [Number(found[1]), Number(found[2])] as const);
  return findComponents(edgeListOf(pairs))[0];
}

/** The true group of each account of a benchmark graph in GML, where it says one. */
export function gmlTruth(name: string): Map<number, string> {
  const text = readFileSync(join(folder, `${name}.gml`), "utf8");
  return new Map([...text.matchAll(/id (\d+)[^\]]*?gt "([^"]*)"/g)].map((found) => [Number(found[1]), found[2]]));
}

/** An LFR graph with its planted communities, as label by account. */
export function lfr(mixing: string): { component: Component; truth: Map<number, number> } {
  const lines = gunzipSync(readFileSync(join(folder, `LFR_N10000_mu${mixing}.edges.csv.gz`))).toString().trim().split("\n");
  const pairs = lines.map((line) => line.split("\t").map(Number)).map((row) => [row[0], row[1]] as const);
  const { communities: groups } = JSON.parse(gunzipSync(readFileSync(join(folder, `LFR_N10000_mu${mixing}.truth.json.gz`))).toString()) as { communities: number[][] };
  const truth = new Map<number, number>();
  groups.forEach((group, label) => group.forEach((account) => truth.set(Number(account), label)));
  return { component: findComponents(edgeListOf(pairs))[0], truth };
}
