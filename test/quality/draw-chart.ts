/** A line of a panel: a value (0 to 1) for each place of the axis; null: not measured. */
export interface Series {
  name: string;
  values: readonly (number | null)[];
  dashed?: boolean;
}

export interface Panel {
  title: string;
  axis: string;
  places: readonly string[];
  series: readonly Series[];
}

const ink = "#1f2933";
const faint = "#66727f";
const grid = "#e3dfd5";
const paper = "#fbfaf7";
const colours = ["#2f6f8f", "#c0653a", "#6a8f3c", "#8a5a9e", "#a88b2d"];
const font = `font-family="Inter, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif"`;
const panel = { width: 300, height: 220, left: 52, top: 64, gap: 40, bottom: 84 };

const escape = (text: string): string => text.replace(/[&<>"]/g, (found) => `&#${found.codePointAt(0)};`);
const say = (x: number, y: number, text: string, more = ""): string => `<text x="${round(x)}" y="${round(y)}" ${more}>${escape(text)}</text>`;
const round = (value: number): string => String(Math.round(value * 10) / 10);

/** Panels side by side, shares (0 to 1) upwards, one legend for all. */
export function drawPanels(title: string, panels: readonly Panel[]): string {
  const width = panels.length * (panel.width + panel.gap) + panel.left;
  const height = panel.top + panel.height + panel.bottom;
  const out = [frame(width, height, title)];
  panels.forEach((one, at) => {
    const x0 = panel.left + at * (panel.width + panel.gap);
    const x = (place: number): number => x0 + 14 + (place * (panel.width - 28)) / Math.max(1, one.places.length - 1);
    const y = (value: number): number => panel.top + panel.height * (1 - value);
    out.push(say(x0, panel.top - 14, one.title, `font-size="13" font-weight="600" fill="${ink}"`), axes(x0, at === 0));
    one.places.forEach((place, i) => out.push(say(x(i), panel.top + panel.height + 18, place, `font-size="11" fill="${faint}" text-anchor="middle"`)));
    out.push(say(x0 + panel.width / 2, panel.top + panel.height + 36, one.axis, `font-size="11" fill="${faint}" text-anchor="middle"`));
    one.series.forEach((series, i) => {
      const points = series.values.flatMap((value, place) => (value === null ? [] : [`${round(x(place))},${round(y(value))}`]));
      const colour = colours[i % colours.length];
      out.push(`<polyline points="${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="2"${series.dashed === true ? ' stroke-dasharray="5 4"' : ""}/>`);
      for (const point of points) out.push(`<circle cx="${point.split(",")[0]}" cy="${point.split(",")[1]}" r="3" fill="${colour}"/>`);
    });
  });
  let at = panel.left;
  (panels[0]?.series ?? []).forEach((series, i) => {
    out.push(`<rect x="${at}" y="${height - 26}" width="14" height="4" fill="${colours[i % colours.length]}"/>`, say(at + 20, height - 20, series.name, `font-size="12" fill="${ink}"`));
    at += 40 + series.name.length * 7.5;
  });
  return `${out.join("\n")}\n</svg>\n`;
}

/** What was said against what was true: on the line is honest; the larger the circle, the more proposals. */
export function drawReliability(title: string, bins: readonly { mean_probability: number; true_share: number; account_count: number }[]): string {
  const size = 320;
  const [left, top] = [60, 56];
  const x = (value: number): number => left + size * value;
  const y = (value: number): number => top + size * (1 - value);
  const out = [frame(size + 110, size + 120, title)];
  for (let tenth = 0; tenth <= 10; tenth += 2) {
    const value = tenth / 10;
    out.push(`<line x1="${left}" x2="${left + size}" y1="${y(value)}" y2="${y(value)}" stroke="${grid}"/>`, say(left - 8, y(value) + 4, value.toFixed(1), `font-size="11" fill="${faint}" text-anchor="end"`), say(x(value), top + size + 18, value.toFixed(1), `font-size="11" fill="${faint}" text-anchor="middle"`));
  }
  out.push(`<line x1="${left}" y1="${top + size}" x2="${left + size}" y2="${top}" stroke="${faint}" stroke-dasharray="4 4"/>`);
  const most = Math.max(1, ...bins.map((bin) => bin.account_count));
  for (const bin of bins) {
    out.push(
      `<circle cx="${round(x(bin.mean_probability))}" cy="${round(y(bin.true_share))}" r="${round(3 + 9 * Math.sqrt(bin.account_count / most))}" fill="${colours[0]}" fill-opacity="0.6" stroke="${colours[0]}"><title>${bin.account_count} proposals: said ${bin.mean_probability.toFixed(3)}, true ${bin.true_share.toFixed(3)}</title></circle>`,
    );
  }
  out.push(say(left + size / 2, top + size + 40, "probability said", `font-size="12" fill="${faint}" text-anchor="middle"`), say(left, top - 10, "share in a true ring", `font-size="12" fill="${faint}"`));
  return `${out.join("\n")}\n</svg>\n`;
}

const frame = (width: number, height: number, title: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ${font} role="img">\n<title>${escape(title)}</title>\n<rect width="${width}" height="${height}" fill="${paper}"/>\n${say(24, 26, title, `font-size="15" font-weight="700" fill="${ink}"`)}`;

function axes(x0: number, labelled: boolean): string {
  return [0, 0.25, 0.5, 0.75, 1]
    .map((value) => {
      const y = panel.top + panel.height * (1 - value);
      return `<line x1="${x0}" x2="${x0 + panel.width}" y1="${y}" y2="${y}" stroke="${grid}"/>${labelled ? say(x0 - 8, y + 4, value.toFixed(2), `font-size="11" fill="${faint}" text-anchor="end"`) : ""}`;
    })
    .join("\n");
}
