import { prettyFactory } from "pino-pretty";

/** A destination for pino that shows its lines to a person at a terminal. */
export function pinoPretty(out: (text: string) => void): { write: (line: string) => void } {
  const pretty = prettyFactory({ colorize: true, translateTime: "SYS:HH:MM:ss", ignore: "pid,hostname" });
  return {
    write(line) {
      const shown: unknown = pretty(line);
      if (typeof shown === "string") out(shown);
    },
  };
}
