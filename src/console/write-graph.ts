import type { GraphType, GraphValue, RingGraph } from "./ring-graph.js";
import { xmlText } from "./xml-text.js";

/**
 * GEXF 1.2, which Gephi, networkx and sigma read, with colours, sizes and places. Node ids are numbers (n0, n1, …) and stand for nothing; the account
 * is the attribute `account_id`. The same graph gives the same bytes.
 */
export function formatGexf(graph: RingGraph): string {
  const types: Readonly<Record<GraphType, string>> = { string: "string", boolean: "boolean", long: "long", double: "double" };
  const declare = (of: string, fields: RingGraph["nodeFields"]): string[] => [
    `    <attributes class="${of}">`,
    ...Object.entries(fields).map(([name, type]) => `      <attribute id="${xmlText(name)}" title="${xmlText(name)}" type="${types[type]}"/>`),
    "    </attributes>",
  ];
  const values = (fields: RingGraph["nodeFields"], own: Readonly<Record<string, GraphValue>>): string =>
    `<attvalues>${present(fields, own).map(([name, value]) => `<attvalue for="${xmlText(name)}" value="${xmlText(value)}"/>`).join("")}</attvalues>`;
  return lines([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.2">',
    `  <meta><creator>ringfence</creator><description>${xmlText(`${graph.title}. ${graph.description}`)}</description></meta>`,
    '  <graph mode="static" defaultedgetype="undirected">',
    ...declare("node", graph.nodeFields),
    ...declare("edge", graph.edgeFields),
    "    <nodes>",
    ...graph.nodes.map(({ label, colour, size, place, values: own }, at) => {
      const [r, g, b] = [1, 3, 5].map((from) => Number.parseInt(colour.slice(from, from + 2), 16));
      const position = place === undefined ? "" : `<viz:position x="${place.x}" y="${place.y}" z="0"/>`;
      return `      <node id="n${at}" label="${xmlText(label)}">${values(graph.nodeFields, own)}<viz:color r="${r}" g="${g}" b="${b}"/>${position}<viz:size value="${size}"/></node>`;
    }),
    "    </nodes>",
    "    <edges>",
    ...graph.edges.map(({ source, target, weight, values: own }, at) => `      <edge id="e${at}" source="n${source}" target="n${target}" weight="${weight}">${values(graph.edgeFields, own)}</edge>`),
    "    </edges>",
    "  </graph>",
    "</gexf>",
  ]);
}

/**
 * GraphML, which Gephi, Cytoscape, yEd, igraph and networkx read: the same attributes as in GEXF, and `label`, `weight`, `colour`, `size`, `x` and `y` as attributes too.
 */
export function formatGraphml(graph: RingGraph): string {
  const nodeFields = { label: "string", ...graph.nodeFields, colour: "string", size: "double", x: "double", y: "double" } as const;
  const edgeFields = { weight: "double", ...graph.edgeFields } as const;
  const declare = (of: "node" | "edge", fields: RingGraph["nodeFields"]): string[] =>
    Object.entries(fields).map(([name, type]) => `  <key id="${of}.${xmlText(name)}" for="${of}" attr.name="${xmlText(name)}" attr.type="${type}"/>`);
  const data = (of: "node" | "edge", fields: RingGraph["nodeFields"], own: Readonly<Record<string, GraphValue>>): string =>
    present(fields, own).map(([name, value]) => `<data key="${of}.${xmlText(name)}">${xmlText(value)}</data>`).join("");
  return lines([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">',
    `  <desc>${xmlText(`${graph.title}. ${graph.description}`)}</desc>`,
    ...declare("node", nodeFields),
    ...declare("edge", edgeFields),
    '  <graph id="ring" edgedefault="undirected">',
    ...graph.nodes.map(({ label, colour, size, place, values }, at) => `    <node id="n${at}">${data("node", nodeFields, { label, ...values, colour, size, x: place?.x, y: place?.y })}</node>`),
    ...graph.edges.map(({ source, target, weight, values }, at) => `    <edge id="e${at}" source="n${source}" target="n${target}">${data("edge", edgeFields, { weight, ...values })}</edge>`),
    "  </graph>",
    "</graphml>",
  ]);
}

/** The attributes that have a value, as text, in the order of the fields. */
const present = (fields: RingGraph["nodeFields"], own: Readonly<Record<string, GraphValue>>): [name: string, value: string][] =>
  Object.keys(fields).flatMap((name) => (own[name] === null || own[name] === undefined ? [] : [[name, String(own[name])] as [string, string]]));

const lines = (parts: readonly string[]): string => `${parts.join("\n")}\n`;
