import { expect, test } from "vitest";
import { run } from "./command-line.js";

const commands = ["demo", "init", "check", "migrate", "load", "run", "serve", "status", "console", "rings", "ring", "account", "candidates", "review", "diff", "release", "undo", "mode", "allow", "feed", "consume", "query", "export", "retention", "world", "evaluate", "bench"];

test("help lists exactly the commands of the contract", async () => {
  const { code, out } = await run("/nowhere", ["--help"]);
  expect(code).toBe(0);
  const listed = [...out.slice(out.indexOf("Commands:")).matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1]);
  expect(listed.filter((name) => name !== "help")).toEqual(commands);
});

test.each([...commands.map((name) => [name]), ["run", "nightly"], ...["waiting", "approve", "reject", "kinds"].map((name) => ["review", name]), ...["add", "remove", "list"].map((name) => ["allow", name]), ...["status", "verify", "new-epoch"].map((name) => ["feed", name])])("help of %s ends in an example that starts with a command of ours", async (...argv) => {
  const { code, out } = await run("/nowhere", [...argv, "--help"]);
  expect(code).toBe(0);
  const examples = [...out.matchAll(/^ {2}\$ (?:[A-Z_]+=\S+ )*ringfence (.+)$/gm)].map((match) => match[1]);
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) expect(example.startsWith(argv.join(" "))).toBe(true);
});

test("every list has --json", async () => {
  for (const name of ["check", "status", "rings", "ring", "account", "candidates", "query", "retention", "evaluate", "bench", "world", "load", "migrate", "diff", "release", "undo", "mode"]) {
    expect((await run("/nowhere", [name, "--help"])).out, name).toContain("--json");
  }
});
