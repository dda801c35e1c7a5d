import { expect, test } from "vitest";
import { addressOf, Door } from "../../src/web/door.js";

const here = { origin: "http://127.0.0.1:7461" };
const asked = (request: { host?: string; origin?: string; site?: string }, writes = false): string | undefined => new Door(here).refusal({ host: request.host, origin: request.origin, site: request.site }, writes);

test("a token is good once, and the next one is another", () => {
  const door = new Door(here);
  const first = door.entrance();
  const token = first.split("#token=")[1];
  expect(first.startsWith("http://127.0.0.1:7461/#token=")).toBe(true);
  expect(token.length).toBeGreaterThanOrEqual(43);
  expect(door.enter("guess")).toBeUndefined();
  expect(door.entrance()).toBe(first);
  const { cookie, key } = door.enter(token)!;
  expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/);
  expect(door.enter(token)).toBeUndefined();
  expect(door.entrance()).not.toBe(first);
  expect(door.knows(`other=1; ${cookie.split(";")[0]}`, key)).toBe(true);
  expect(door.knows(cookie.split(";")[0].slice(0, -1), key)).toBe(false);
  expect(door.knows(undefined, key)).toBe(false);
  // Whoever listens on another port of this machine is sent the cookie, and not the key.
  for (const other of [undefined, "", "guess", door.enter(door.entrance().split("#token=")[1])!.key]) expect(door.knows(cookie.split(";")[0], other)).toBe(false);
  // Another console on the same machine, on another port, gets the same cookies.
  expect(new Door(here).knows(cookie.split(";")[0], key)).toBe(false);
});

test("a name that was made to lead here is not ours", () => {
  expect(asked({ host: "127.0.0.1:7461" })).toBeUndefined();
  expect(asked({ host: "localhost:7461" })).toBeUndefined();
  for (const host of [undefined, "evil.example:7461", "127.0.0.1", "127.0.0.1:7462", "127.0.0.1.evil.example:7461"]) expect(asked(host === undefined ? {} : { host })).toMatch(/not the console's/);
});

test("another page may not ask, and a decision says where it comes from", () => {
  const host = "127.0.0.1:7461";
  expect(asked({ host, origin: "http://127.0.0.1:7461" }, true)).toBeUndefined();
  expect(asked({ host }, true)).toMatch(/own page/);
  for (const origin of ["http://evil.example", "null", "http://127.0.0.1:3000", "https://127.0.0.1:7461"]) expect(asked({ host, origin })).toMatch(/own page/);
  expect(asked({ host, site: "cross-site" })).toMatch(/another site/);
  // Another port of this machine is the same site to a browser.
  expect(asked({ host, site: "same-site" })).toMatch(/another site/);
});

test("beyond this machine only with TLS in front, and the cookie says so", () => {
  expect(() => addressOf("0.0.0.0", 7461, undefined)).toThrow(/--public-url/);
  expect(() => addressOf("0.0.0.0", 7461, "http://console.example.org")).toThrow(/TLS/);
  expect(() => addressOf("0.0.0.0", 7461, "https://console.example.org/path")).toThrow(/TLS/);
  const door = new Door(addressOf("0.0.0.0", 7461, "https://console.example.org"));
  expect(door.enter(door.entrance().split("#token=")[1])!.cookie).toMatch(/; Secure$/);
  expect(door.refusal({ host: "console.example.org", origin: "https://console.example.org", site: "same-origin" }, true)).toBeUndefined();
  expect(door.refusal({ host: "127.0.0.1:7461", origin: undefined, site: undefined }, false)).toMatch(/not the console's/);
  expect(addressOf("::1", 80, undefined).origin).toBe("http://[::1]:80");
});
