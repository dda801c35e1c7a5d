import { unsafeText } from "./unsafe-points.js";

/** What only this process can write: a style or the clearing of a line carries it, so that nothing that came from outside is taken for one. */
const nonce = Array.from(crypto.getRandomValues(new Uint16Array(3)), (part) => 1000 + (part % 9000)).join(";");

/** A code of SGR (bold, colours) of our own. Tools that measure text know it for one. */
export const sealed = (code: number | string): string => `\u001b[${code};${nonce}m`;
/** Clears the line that the cursor is on. */
export const clearLine = `\u001b[2;${nonce}K`;

const ours = new RegExp(`\\u001b\\[(\\d+);${nonce}([mK])`, "g");
const unsafe = new RegExp(`(?![\\n\\t])(?:\\r(?!\\n)|(?!\\r)${unsafeText})`, "gu");

/** One escape per unit of UTF-16, which is valid inside JSON too. */
const escaped = (point: string): string => Array.from({ length: point.length }, (_, at) => `\\u${point.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");

/**
 * Text as it may reach a terminal: line ends and tabs stay, whatever else could move the cursor, hide or turn text becomes a visible escape; styles of our own
 * become what terminals understand. The last thing before anything is printed.
 */
export function safeText(text: string): string {
  let safe = "";
  let at = 0;
  for (const found of text.matchAll(ours)) {
    safe += text.slice(at, found.index).replace(unsafe, escaped) + (found[2] === "K" ? "\r\u001b[2K" : `\u001b[${found[1]}m`);
    at = found.index + found[0].length;
  }
  return safe + text.slice(at).replace(unsafe, escaped);
}
