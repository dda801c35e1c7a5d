import { createNodeBorderProgram } from "@sigma/node-border";
import { NodeSquareProgram } from "@sigma/node-square";
import { UndirectedGraph } from "graphology";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import Sigma from "sigma";
import { fitted } from "../../console/fitted.js";
import { formatBits, formatCount, formatKey } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import type { PictureView } from "../view-model.js";
import { useScheme } from "./chart.js";
import { kindColour } from "./parts.js";

/** What is looked at: an account or a thing, by its place in the picture. */
export type Focus = `a${number}` | `t${number}`;

/** What of the picture is to be seen. */
export interface PictureChoice {
  focus: Focus | undefined;
  hidden: ReadonlySet<string>;
  /** Only what was left in this stretch of time, epoch ms. */
  range: { from: number; to: number } | undefined;
}

interface RingPictureProps extends PictureChoice {
  picture: PictureView;
  label: string;
  onFocus: (node: Focus | undefined) => void;
}

/** Roles are told apart without colour: core is full, fringe hollow, closed dark inside, protected has a second ring. */
const AccountProgram = createNodeBorderProgram({
  borders: [
    { size: { attribute: "rimSize", defaultValue: 0.18 }, color: { attribute: "rim" } },
    { size: { attribute: "gapSize", defaultValue: 0 }, color: { attribute: "gap" } },
    { size: { fill: true }, color: { attribute: "color" } },
  ],
});

/** Of a small ring, everybody by name. */
const namedAccounts = 24;

/** The picture of a ring, drawn by sigma where the server laid it out: circles are accounts, squares what they share. */
export function RingPicture({ picture, label, focus, hidden, range, onFocus }: RingPictureProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<Sigma | undefined>(undefined);
  const seen = useRef<Seen>({ nodes: new Set(), links: new Set(), dim: false });
  const scheme = useScheme();
  const choose = useRef(onFocus);
  choose.current = onFocus;

  useEffect(() => {
    const element = place.current as HTMLDivElement;
    const style = getComputedStyle(document.documentElement);
    const [ink, paper] = [style.getPropertyValue("--ink").trim(), style.getPropertyValue("--canvas").trim()];
    const graph = graphOf(picture, ink, paper);
    const sigma = new Sigma(graph, element, {
      nodeProgramClasses: { account: AccountProgram, thing: NodeSquareProgram },
      defaultNodeType: "account", labelColor: { color: ink }, labelFont: "system-ui, sans-serif", labelSize: 12, labelDensity: 0.6, labelGridCellSize: 120, labelRenderedSizeThreshold: 4,
      stagePadding: 40, zIndex: true, minCameraRatio: 0.04, maxCameraRatio: 4, allowInvalidContainer: true,
      defaultDrawNodeHover: (context, data, settings) => drawWords(context, data, settings.labelSize, ink, paper),
      nodeReducer: (node, data) => {
        const { nodes, dim } = seen.current;
        if (!dim || nodes.has(node)) return { ...data, forceLabel: data.forceLabel === true || (dim && nodes.size < 40) };
        return { ...data, label: "", color: fainter(paper, ink), rim: fainter(paper, ink), gap: paper, zIndex: 0 };
      },
      edgeReducer: (edge, data) => {
        const { links, dim } = seen.current;
        if (!dim) return data;
        return links.has(edge) ? { ...data, size: 1.6, color: data.strong as string, zIndex: 2 } : { ...data, hidden: true };
      },
    });
    sigma.on("clickNode", ({ node }) => choose.current(node as Focus));
    sigma.on("clickStage", () => choose.current(undefined));
    sigma.on("enterNode", () => element.classList.add("pointing"));
    sigma.on("leaveNode", () => element.classList.remove("pointing"));
    drawn.current = sigma;
    // For a test: where the strongest thing lies. A canvas does not say.
    sigma.once("afterRender", () => {
      const { x, y } = sigma.graphToViewport({ x: picture.things[0].x, y: -picture.things[0].y });
      element.dataset.strongest = `${Math.round(x)} ${Math.round(y)}`;
    });
    return () => {
      sigma.kill();
      drawn.current = undefined;
    };
  }, [picture, scheme]);

  useEffect(() => {
    seen.current = see(picture, { focus, hidden, range });
    drawn.current?.refresh();
    // What a test, or somebody with a reader of screens, can know of a canvas.
    const element = place.current as HTMLDivElement;
    element.dataset.seen = seen.current.dim ? String(seen.current.nodes.size) : String(picture.accounts.length + picture.things.length);
  }, [picture, focus, hidden, range?.from, range?.to, scheme]);

  const camera = (what: "animatedZoom" | "animatedUnzoom" | "animatedReset") => (): void => void drawn.current?.getCamera()[what]({ duration: 150 });
  return (
    <div class="picture">
      <div class="canvas" ref={place} role="img" aria-label={label} />
      <div class="zoom">
        <button type="button" aria-label="Closer" onClick={camera("animatedZoom")}>+</button>
        <button type="button" aria-label="Farther" onClick={camera("animatedUnzoom")}>−</button>
        <button type="button" aria-label="The whole picture" onClick={camera("animatedReset")}>⤢</button>
      </div>
    </div>
  );
}

interface Seen {
  nodes: Set<string>;
  links: Set<string>;
  /** Whether anything is left out. */
  dim: boolean;
}

/** What is to be seen of a picture: neighbours of what is looked at, of kinds that are not hidden, in the stretch of time. */
function see(picture: PictureView, { focus, hidden, range }: PictureChoice): Seen {
  const nodes = new Set<string>();
  const links = new Set<string>();
  picture.links.forEach(([account, thing, first, last], at) => {
    if (hidden.has(picture.things[thing].kind)) return;
    if (range !== undefined && (last < range.from || first > range.to)) return;
    if (focus !== undefined && focus !== `a${account}` && focus !== `t${thing}`) return;
    links.add(`l${at}`);
    nodes.add(`a${account}`).add(`t${thing}`);
  });
  if (focus !== undefined) nodes.add(focus);
  return { nodes, links, dim: focus !== undefined || range !== undefined || hidden.size > 0 };
}

function graphOf(picture: PictureView, ink: string, paper: string): UndirectedGraph {
  const graph = new UndirectedGraph();
  picture.accounts.forEach(({ id, x, y, radius, kind, role, bits, action }, at) => {
    const colour = kindColour(kind);
    graph.addNode(`a${at}`, {
      type: "account", x, y: -y, size: radius, zIndex: 1, label: picture.accounts.length <= namedAccounts ? fitted(printable(id, 200), 20) : "",
      words: [printable(id, 60), `${role}, ${formatBits(bits)} bits${action === null ? "" : `, ${action} proposed`}`],
      color: role === "fringe" ? paper : role === "closed" ? ink : colour, rim: role === "protected" ? ink : colour, gap: role === "protected" ? paper : colour, rimSize: role === "core" ? 0.12 : 0.28, gapSize: role === "protected" ? 0.25 : 0.05,
    });
  });
  picture.things.forEach(({ kind, key, x, y, side, bits, holders, first_at: firstAt }, at) => {
    const name = printable(formatKey(kind, key, firstAt ?? undefined), 80);
    graph.addNode(`t${at}`, { type: "thing", x, y: -y, size: side * 0.62, zIndex: 2, label: fitted(name, 40), forceLabel: at < 4, words: [`${kind}: ${name}`, `${formatCount(holders)} accounts, ${formatBits(bits)} bits`], color: kindColour(kind) });
  });
  const crowd = picture.links.length > 2000 ? 0.3 : picture.links.length > 600 ? 0.45 : 0.65;
  picture.links.forEach(([account, thing], at) => {
    const colour = kindColour(picture.things[thing].kind);
    // What nearly all share is said by its square; the lines that tell accounts apart must be seen.
    const share = picture.things[thing].holders / Math.max(1, picture.account_count);
    graph.addEdgeWithKey(`l${at}`, `a${account}`, `t${thing}`, { size: 1, color: mixed(paper, colour, crowd * (1 - 0.6 * Math.min(1, share))), strong: colour });
  });
  return graph;
}

const fainter = (paper: string, ink: string): string => mixed(paper, ink, 0.14);

/** A colour that lies so far from one towards another: what shines through, for what cannot be drawn through. */
function mixed(one: string, other: string, share: number): string {
  const parts = (colour: string): number[] => {
    // A short form (#fff) is a colour too.
    const digits = colour.length === 4 ? colour.slice(1).replace(/./g, "$&$&") : colour.slice(1);
    return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16));
  };
  const [from, to] = [parts(one), parts(other)];
  return `#${from.map((value, at) => Math.round(value + (to[at] - value) * share).toString(16).padStart(2, "0")).join("")}`;
}

/** Words beside what is pointed at. */
function drawWords(context: CanvasRenderingContext2D, data: { x: number; y: number; size: number; words?: [string, string] }, size: number, ink: string, paper: string): void {
  const lines = data.words ?? ["", ""];
  context.font = `${size}px system-ui, sans-serif`;
  const wide = Math.max(...lines.map((line) => context.measureText(line).width)) + 14;
  const [left, top] = [data.x + data.size + 6, data.y - size - 6];
  context.fillStyle = paper;
  context.strokeStyle = ink;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(left, top, wide, 2 * size + 16, 5);
  context.fill();
  context.stroke();
  context.beginPath();
  context.arc(data.x, data.y, data.size + 2.5, 0, 2 * Math.PI);
  context.stroke();
  context.fillStyle = ink;
  lines.forEach((line, at) => context.fillText(line, left + 7, top + size + 4 + at * (size + 4)));
}
