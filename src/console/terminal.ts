import { safeText, sealed } from "./safe-text.js";

/** Where text goes and what the other end can show. Injected, so that tests are silent. */
export interface Terminal {
  /** Standard output, through {@link safeText}. */
  out: (text: string) => void;
  /** Standard error, through {@link safeText}. */
  err: (text: string) => void;
  /** Standard output byte by byte, for data that a program reads; never to a person's screen (see `printData`). */
  data: (text: string) => void;
  /** True where standard output is a person's screen. */
  screen: boolean;
  /** Characters in a line of standard output. */
  width: number;
  /** True where standard output is a terminal and NO_COLOR is not set. */
  colours: boolean;
  /** True where standard error is a terminal: one updating line of progress. */
  live: boolean;
}

const style = (open: number, close: number) => (terminal: Pick<Terminal, "colours">) => (text: string): string => (terminal.colours ? `${sealed(open)}${text}${sealed(close)}` : text);

export const bold = style(1, 22);
export const dim = style(2, 22);
export const red = style(31, 39);
export const yellow = style(33, 39);
export const green = style(32, 39);

/** THE way out: a terminal that writes through these, nothing that came from outside unescaped. Everything that is printed goes through one. */
export const safeTerminal = (raw: Terminal): Terminal => ({ ...raw, out: (text) => raw.out(safeText(text)), err: (text) => raw.err(safeText(text)) });
