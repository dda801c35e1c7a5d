import { unsafeText } from "./unsafe-points.js";

/** How many characters of an id people get to see in a table. */
const usualLimit = 60;
/** And of a key: long enough that whatever is common can be pasted whole. */
export const shownKey = 100;

/**
 * Text that may come from anybody, safe to show: control, format and bidirectional characters, lone surrogates and line separators become
 * visible escapes, so that no id can move the cursor, hide text or forge a line; a long one is cut with how much was left out.
 * @param limit most characters (code points) to show; Infinity: all
 */
export function printable(text: string, limit: number = usualLimit): string {
  const points = Array.from(text);
  const cut = points.length > limit ? points.slice(0, Math.max(1, limit - 1)) : points;
  const shown = cut.join("").replaceAll(unsafe, escaped);
  return points.length > limit ? `${shown}…(+${points.length - cut.length} characters)` : shown;
}

/** Besides, in an id, what looks like a space and is none, and a blank at either end: reasons in French hold the one, and none of them begins with the other. */
const unsafe = new RegExp(`${unsafeText}|[\\u00a0\\u202f]|^\\p{Zs}|\\p{Zs}$`, "gu");

function escaped(point: string): string {
  switch (point) {
    case "\n":
      return "\\n";
    case "\r":
      return "\\r";
    case "\t":
      return "\\t";
    default: {
      const hex = (point.codePointAt(0) as number).toString(16);
      return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\u{${hex}}`;
    }
  }
}
