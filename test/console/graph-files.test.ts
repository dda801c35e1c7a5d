import { UndirectedGraph } from "graphology";
import gexf from "graphology-gexf";
import graphml from "graphology-graphml";
import { describe, expect, test } from "vitest";
import { accountGraph, thingGraph } from "../../src/console/ring-graph.js";
import { formatGexf, formatGraphml } from "../../src/console/write-graph.js";
import { xmlHolds, xmlText } from "../../src/console/xml-text.js";
import { hostileIds, hostileRing as ring } from "./hostile-ring.js";

// Read by programs that are not ours: the parsers of graphology.
const read = { gexf: (text: string) => gexf.parse(UndirectedGraph, text, { addMissingNodes: false }), graphml: (text: string) => graphml.parse(UndirectedGraph, text) };
const write = { gexf: formatGexf, graphml: formatGraphml };
const graphs = { accounts: accountGraph(ring.graph, ring.ties), things: thingGraph(ring.graph, ring.keys, ring.things) };

/** What a reader gets back of an id. */
const told = (id: string): string => (xmlHolds(id) ? id : id.replace(/[\u0000\u0007\ud800\ufffe\uffff]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`)); // oxlint-disable-line no-control-regex

describe.each(["gexf", "graphml"] as const)("%s", (format) => {
  test("accounts only: every account by its exact id, with its attributes; ties with bits by kind", () => {
    const graph = read[format](write[format](graphs.accounts));
    expect(graph.order).toBe(hostileIds.length);
    expect(graph.size).toBe(hostileIds.length - 1);
    expect(graph.mapNodes((_, node) => node.account_id)).toEqual(hostileIds.map(told));
    expect(graph.mapNodes((_, node) => node.escaped)).toEqual(hostileIds.map((id) => !xmlHolds(id)));
    expect(graph.getNodeAttributes("n0")).toMatchObject({ type: "account", ring_id: "R-1", role: "core", evidence_bits: 50, action: "ban", probability: 0.97, state: "proposed", protected: false, login_count: 0, created_at: "2026-01-02T18:00:00.000Z" });
    expect(graph.getNodeAttributes("n1").action).toBeUndefined();
    expect(graph.getEdgeAttributes(graph.edges()[0])).toMatchObject({ weight: 12.5, bits: 12.5, device_bits: 12.5, kinds: "device" });
  });

  test("accounts and what they share: an edge says who holds what, and since when", () => {
    const graph = read[format](write[format](graphs.things));
    expect(graph.order).toBe(hostileIds.length + ring.keys.length);
    expect(graph.size).toBe(ring.things.length);
    const things = graph.filterNodes((_, node) => node.type === "thing").map((node) => graph.getNodeAttributes(node));
    expect(things.map((node) => node.key)).toEqual(ring.keys.map((key) => told(key.key)));
    expect(things[0]).toMatchObject({ kind: "device", proves: "control", bits: 40, member_count: 20, under_count: 20, outside_count: 1, outside_under_count: 900, key_probability: 0.001, first_at: "2026-01-02T18:00:00.000Z" });
    expect(graph.getEdgeAttributes(graph.edges()[0])).toMatchObject({ kind: "device", first_at: "2026-01-02T18:00:01.000Z", weight: 2 });
    expect(graph.degree("n0")).toBe(ring.keys.length);
  });

  test("holds no character that XML forbids, and nothing of an id is markup", () => {
    for (const graph of Object.values(graphs)) {
      const text = write[format](graph);
      // oxlint-disable-next-line no-control-regex
      expect(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u.exec(text)).toBeNull();
      expect(/<script|<!--|\]\]>|<img/.exec(text)).toBeNull();
      expect(write[format](graph) === text).toBe(true);
    }
  });

  test("a ring without ties or keys is still a graph", () => {
    const bare = { ...ring.graph, scene: { accounts: [], keys: [] } };
    for (const graph of [accountGraph(bare, []), thingGraph(bare, [], [])]) {
      const text = write[format](graph);
      expect([text.match(/<node id=/g)?.length, text.match(/<edge id=/g)?.length]).toEqual([hostileIds.length, undefined]);
    }
  });
});

test("text for XML: markup, and what a reader would fold, as references; what XML cannot hold, visibly", () => {
  expect(xmlText(`<a b="c">&'\t\n\r`)).toBe("&#60;a b=&#34;c&#34;&#62;&#38;&#39;&#9;&#10;&#13;");
  expect(xmlText("\u0000\u001b\ud800\uffff🦊")).toBe("\\u0000\\u001b\\ud800\\uffff🦊");
  expect([xmlHolds("🦊\t"), xmlHolds("\u0000"), xmlHolds("\udc00")]).toEqual([true, false, false]);
});
