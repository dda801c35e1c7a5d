import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";

/** The browser of this machine; undefined: none. `CHROMIUM` names another one. */
export const chromium: string | undefined = [process.env.CHROMIUM ?? "", "chromium", "chromium-browser", "google-chrome"].find((name) => name !== "" && spawnSync(name, ["--version"]).status === 0);

type Reply = Record<string, unknown>;

/** What comes through the pipe: an answer (with `id`) or an event. */
interface Message {
  id?: number;
  method?: string;
  params?: { request?: { url: string }; exceptionDetails?: unknown; entry?: { text: string } };
  result?: Reply;
}

/** A page in a real browser, spoken to over its debugging pipe: no port, no driver. */
export class BrowserPage {
  private number = 0;
  private readonly waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: Error) => void }>();
  /** Every address that the page asked for, besides its own. */
  readonly requests: string[] = [];
  /** What went wrong in the page: exceptions, refusals by its policy, console errors. */
  readonly errors: string[] = [];

  private constructor(private readonly browser: ChildProcess, private readonly profile: string) {
    browser.once("exit", (code) => {
      for (const { reject } of this.waiting.values()) reject(new Error(`The browser ended with ${code}.`));
    });
    let rest = "";
    (browser.stdio[4] as Readable).setEncoding("utf8").on("data", (part: string) => {
      const messages = (rest + part).split("\0");
      rest = messages.pop() as string;
      for (const message of messages) this.hear(JSON.parse(message) as Message);
    });
  }

  private session: string | undefined;

  static async open(file: string, options: { dark?: boolean; width?: number; height?: number; javascript?: boolean } = {}): Promise<BrowserPage> {
    const profile = mkdtempSync(join(tmpdir(), "chromium-"));
    const browser = spawn(chromium as string, ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars", "--remote-debugging-pipe", `--user-data-dir=${profile}`, "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    const page = new BrowserPage(browser, profile);
    const { targetInfos } = (await page.ask("Target.getTargets")) as { targetInfos: { targetId: string; type: string }[] };
    const { sessionId } = await page.ask("Target.attachToTarget", { targetId: targetInfos.find(({ type }) => type === "page")?.targetId, flatten: true });
    page.session = sessionId as string;
    for (const domain of ["Page", "Runtime", "Network", "Log"]) await page.ask(`${domain}.enable`);
    await page.ask("Emulation.setDeviceMetricsOverride", { width: options.width ?? 1360, height: options.height ?? 900, deviceScaleFactor: 1, mobile: false });
    await page.ask("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: options.dark === true ? "dark" : "light" }] });
    await page.ask("Emulation.setScriptExecutionDisabled", { value: options.javascript === false });
    const loaded = new Promise<void>((resolve) => (page.onLoad = resolve));
    await page.ask("Page.navigate", { url: pathToFileURL(file).href });
    await loaded;
    return page;
  }

  private onLoad: () => void = () => {};

  private hear({ id, method, params, result }: Message): void {
    if (id !== undefined) {
      this.waiting.get(id)?.resolve(result ?? {});
      this.waiting.delete(id);
    } else if (method === "Page.loadEventFired") this.onLoad();
    else if (method === "Network.requestWillBeSent") this.requests.push(params?.request?.url ?? "");
    else if (method === "Runtime.exceptionThrown") this.errors.push(JSON.stringify(params?.exceptionDetails));
    else if (method === "Log.entryAdded") this.errors.push(params?.entry?.text ?? "");
  }

  /** One command of the browser's protocol. */
  ask(method: string, params: Reply = {}): Promise<Reply> {
    const id = ++this.number;
    const reply = new Promise<Reply>((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    (this.browser.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, ...(this.session === undefined ? {} : { sessionId: this.session }) })}\0`);
    return reply;
  }

  /** The value of an expression inside the page. */
  async value(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = (await this.ask("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true, userGesture: true })) as { result: { value?: unknown }; exceptionDetails?: unknown };
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return result.value;
  }

  /** The whole page as PNG. */
  async picture(): Promise<Buffer> {
    return Buffer.from((await this.ask("Page.captureScreenshot", { format: "png", captureBeyondViewport: true })).data as string, "base64");
  }

  async close(): Promise<void> {
    const gone = new Promise<void>((resolve) => this.browser.once("exit", () => resolve()));
    this.session = undefined;
    // It may end before it answers.
    this.ask("Browser.close").catch(() => {});
    await gone;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
