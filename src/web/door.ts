import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { RingfenceError } from "../errors/ringfence-error.js";

/** Where the console is reached: `http://127.0.0.1:7461`, or what stands in front of it with TLS. */
export interface Address {
  /** As browsers send it: scheme, host and port. */
  origin: string;
}

/**
 * Who may come in. The printed address holds a token that is good once; it is exchanged for a cookie of this process. The token stands behind `#`, which browsers
 * send to nobody: not to the server with a GET, not to another page as a referrer. Browsers send a cookie to every port of a host, also to one where another user of
 * the machine listens; so it opens nothing without a key, which the page keeps where only pages of its own port can read.
 */
export class Door {
  private token = secret();
  /** The hash of a cookie's value, and of the key that goes with it. */
  private readonly sessions = new Map<string, string>();
  /** Cookies are shared by all ports of a host, so their name tells consoles apart. */
  private readonly cookieName = `ringfence-console-${randomBytes(6).toString("hex")}`;

  constructor(private readonly address: Address) {}

  /** The address to print: good for one browser. */
  entrance(): string {
    return `${this.address.origin}/#token=${this.token}`;
  }

  /** Exchanges the token for a cookie and its key; a token that was used is good no more, and {@link entrance} gives the next. @returns undefined for a wrong one */
  enter(token: string): { cookie: string; key: string } | undefined {
    if (!equal(token, this.token)) return undefined;
    this.token = secret();
    const [session, key] = [secret(), secret()];
    this.sessions.set(digest(session), digest(key));
    return { key, cookie: `${this.cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict${this.address.origin.startsWith("https:") ? "; Secure" : ""}` };
  }

  /** Whether a request's Cookie header holds a session of this process, and its key is that session's. */
  knows(cookies: string | undefined, key: string | undefined): boolean {
    const given = (cookies ?? "").split(/;\s*/).find((part) => part.startsWith(`${this.cookieName}=`))?.slice(this.cookieName.length + 1);
    // Looked up by its hash: how long that takes says nothing of the secret.
    return given !== undefined && key !== undefined && this.sessions.get(digest(given)) === digest(key);
  }

  /**
   * Whether a request was meant for this server and, where it says from which page it comes, comes from ours. Another site's name may be made to lead to 127.0.0.1
   * (DNS rebinding); then the name in Host is that site's.
   * @param writes a decision must say where it comes from
   */
  refusal(request: { host: string | undefined; origin: string | undefined; site: string | undefined }, writes: boolean): string | undefined {
    const own = new URL(this.address.origin);
    const hosts = isLoopback(own.hostname) ? ["127.0.0.1", "localhost", "[::1]"].map((name) => (own.port === "" ? name : `${name}:${own.port}`)) : [own.host];
    if (request.host === undefined || !hosts.includes(request.host.toLowerCase())) return "This address is not the console's. Open the one that it printed.";
    const origins = hosts.map((host) => `${own.protocol}//${host}`);
    if (request.origin !== undefined ? !origins.includes(request.origin) : writes) return "This request does not come from the console's own page.";
    if (request.site !== undefined && !["same-origin", "none"].includes(request.site)) return "This request comes from another site.";
    return undefined;
  }
}

const secret = (): string => randomBytes(32).toString("base64url");
const digest = (text: string): string => createHash("sha256").update(text).digest("base64");
/** In a time that does not depend on where they differ. */
const equal = (one: string, other: string): boolean => timingSafeEqual(createHash("sha256").update(one).digest(), createHash("sha256").update(other).digest());
const isLoopback = (host: string): boolean => ["127.0.0.1", "localhost", "[::1]", "::1"].includes(host);

/**
 * The address by which people reach the console.
 * @param publicUrl needed where the console listens on more than this machine: what stands in front of it with TLS
 * @throws RingfenceError USAGE for a host without TLS in front
 */
export function addressOf(host: string, port: number, publicUrl: string | undefined): Address {
  if (publicUrl === undefined) {
    if (!isLoopback(host)) throw new RingfenceError("USAGE", `On ${host} others than this machine reach the console, and it speaks no TLS. Put a proxy with TLS in front and say how people reach that: --public-url https://console.example.org. Whoever holds the printed address decides as the database user of DATABASE_URL.`);
    return { origin: `http://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}` };
  }
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  if (url === undefined || (url.protocol !== "https:" && !isLoopback(url.hostname)) || url.pathname !== "/" || url.search !== "" || url.username !== "") {
    throw new RingfenceError("USAGE", `--public-url ${JSON.stringify(publicUrl)} is not the address of a site with TLS. Give scheme, host and port only, for example https://console.example.org.`);
  }
  return { origin: url.origin };
}
