import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { RingfenceError } from "../../errors/ringfence-error.js";
import { example, wholeNumber, type Tools } from "../tools.js";

/**
 * Any that is free, another one at each start: whoever listens on a port while no console does, and is visited there once, keeps a page or a service worker in that browser, and to a browser all that ever
 * answered on the port is one site. Nobody can have been where the next console will be.
 */
const usualPort = 0;

interface ConsoleCommandOptions {
  host: string;
  port: number;
  publicUrl?: string;
  open?: boolean;
}

/** `ringfence console`: look and decide in a browser. */
export function addConsole(program: Command, tools: Tools): void {
  program
    .command("console")
    .description("look at rings and decide in a browser: starts a web server on this machine and prints the address to open, which is good once")
    .option("--port <n>", "port; 0 takes any that is free. Name one only where nobody else works on this machine: what listens there while no console does may stay in the browser", wholeNumber(0), usualPort)
    .option("--open", "open the browser too")
    .option("--host <name>", "address to answer on; another than this machine's own needs TLS in front, and --public-url", "127.0.0.1")
    .option("--public-url <url>", "how people reach what stands in front, for example https://console.example.org")
    .addHelpText("after", `
It reads the investigators' file, and opens it anew after every night. With DATABASE_URL it decides as that URL's database user, through the functions of the results schema;
without, it only reads.
${example("ringfence console --open", "DATABASE_URL=postgres://alice@db/platform ringfence console")}`)
    .action(async (options: ConsoleCommandOptions) => {
      if (options.port > 65_535) throw new RingfenceError("USAGE", `There is no port ${options.port}. Give one from 0 to 65535.`);
      const { serveConsole } = await import("../../web/serve-console.js");
      const door = join(tools.place.home, `console-${process.pid}.html`);
      const running = await serveConsole({
        place: tools.place, host: options.host, port: options.port, publicUrl: options.publicUrl, nowMs: tools.nowMs,
        onEntered: (entrance) => {
          rmSync(door, { force: true });
          tools.note(`A browser came in. For another one: ${entrance}`);
        },
      });
      tools.terminal.out(`${running.entrance}\n`);
      tools.note(running.database === undefined
        ? "The console runs and only reads: with DATABASE_URL it could decide. Ctrl-C ends it."
        : `The console runs and decides as the database user of ${running.database}. Ctrl-C ends it.`);
      if (options.open === true) openBrowser(doorFile(door, running.entrance), tools);
      if (!tools.signal.aborted) await once(tools.signal, "abort");
      await running.close();
      rmSync(door, { force: true });
    });
}

/** A page of the person's own that leads to the address: an address on a command line, with the token in it, could be read by every user of the machine. */
function doorFile(file: string, address: string): string {
  rmSync(file, { force: true });
  writeFileSync(file, `<!doctype html><meta charset="utf-8"><title>ringfence</title><meta http-equiv="refresh" content="0; url=${address}"><a href="${address}">ringfence console</a>\n`, { mode: 0o600, flag: "wx" });
  return file;
}

/** Hands a file to the person's browser. */
function openBrowser(address: string, tools: Tools): void {
  const [command, ...args] = { darwin: ["open"], win32: ["rundll32", "url.dll,FileProtocolHandler"] }[process.platform as string] ?? ["xdg-open"];
  const browser = spawn(command, [...args, address], { stdio: "ignore", detached: true });
  browser.on("error", () => tools.note(`No browser could be opened (${command} is not here). Open the address yourself.`));
  browser.unref();
}
