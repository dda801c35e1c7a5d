/** Where text goes and what the other end can show. Injected, so that tests are silent. */
export interface Terminal {
  /** Standard output, text as it is. */
  out: (text: string) => void;
  /** Standard error, text as it is. */
  err: (text: string) => void;
  /** Characters in a line of standard output. */
  width: number;
  /** True where standard output is a terminal and NO_COLOR is not set. */
  colours: boolean;
  /** True where standard error is a terminal: one updating line of progress. */
  live: boolean;
}

const style = (open: number, close: number) => (terminal: Pick<Terminal, "colours">) => (text: string): string => (terminal.colours ? `\u001b[${open}m${text}\u001b[${close}m` : text);

export const bold = style(1, 22);
export const dim = style(2, 22);
export const red = style(31, 39);
export const yellow = style(33, 39);
export const green = style(32, 39);
