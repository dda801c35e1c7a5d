import { prettyFactory } from "pino-pretty";
import { safeText, sealed } from "../src/console/safe-text.js";

/** A destination for pino that shows its lines to a person at a terminal. */
export function pinoPretty(out: (text: string) => void): { write: (line: string) => void } {
  const pretty = prettyFactory({ colorize: true, translateTime: "SYS:HH:MM:ss", ignore: "pid,hostname" });
  return {
    write(line) {
      // What is escaped before it is coloured cannot colour, and the colours are ours.
      const shown: unknown = pretty(safeText(line));
      // oxlint-disable-next-line no-control-regex
      if (typeof shown === "string") out(shown.replaceAll(/\u001b\[(\d{1,2})m/g, (_, code: string) => sealed(code)));
    },
  };
}
