/**
 * Text that may come from anybody, for an attribute or an element of XML 1.0, whole: markup is escaped, tabs and line ends are written so that
 * no reader folds them into spaces. What XML cannot hold at all, not even as a reference (most controls, lone surrogates, U+FFFE, U+FFFF), becomes
 * a visible `\u0000`.
 */
export const xmlText = (text: string): string => text.replace(unsayable, escaped).replace(/[&<>"'\t\n\r\u0085\u2028]/g, (found) => `&#${found.charCodeAt(0)};`);

/** True where XML can hold the text as it is, so that a reader gets it back. */
export const xmlHolds = (text: string): boolean => text.replace(unsayable, "") === text;

/** The complement of `Char` in the XML 1.0 recommendation. */
// oxlint-disable-next-line no-control-regex
const unsayable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

const escaped = (found: string): string => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`;
