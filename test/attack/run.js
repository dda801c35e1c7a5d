// `npm run attack`: every test in test/attack on Debian's Postgres, and the table of what was tried. With --write the table goes into docs/security.md.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const folder = mkdtempSync(join(tmpdir(), "ringfence-attack-lines-"));
const file = join(folder, "lines.jsonl");
const write = process.argv.includes("--write");
const files = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
try {
  // What hangs on the server on Debian's; what does not on the one that is at hand.
  const elsewhere = ["test/attack/browser.test.ts", "test/attack/files.test.ts", "test/attack/ids.test.ts"];
  const passes = (project, paths) =>
    spawnSync(process.execPath, [join(root, "node_modules", "vitest", "vitest.mjs"), "run", "--project", project].concat(paths), { cwd: root, stdio: ["ignore", 2, 2], env: { ...process.env, ATTACK_LINES: file } }).status === 0;
  const onStock = passes("stock", files.length > 0 ? files : ["test/attack"]);
  const held = (files.length > 0 || passes("embedded", elsewhere)) && onStock;
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line)) : [];
  const whole = readFileSync(join(root, "test", "attack", "attack.ts"), "utf8");
  const order = JSON.parse(/attackers = (\[[^\]]*\])/.exec(whole)[1]);
  lines.sort((one, other) => order.indexOf(one.who) - order.indexOf(other.who) || (one.attack < other.attack ? -1 : 1));
  const cell = (text) => text.replaceAll("|", "\\|");
  const table = ["| who | attack | outcome | refused or detected by |", "|---|---|---|---|", ...lines.map(({ who, attack, outcome, by }) => `| ${cell(who)} | ${cell(attack)} | ${outcome} | ${cell(by)} |`)].join("\n");
  process.stdout.write(`${table}\n\n${lines.length} attacks, ${lines.filter(({ outcome }) => outcome === "held").length} held.\n`);
  if (write && held) {
    const paper = join(root, "docs", "security.md");
    const text = readFileSync(paper, "utf8");
    const [begin, end] = ["<!-- attacks: begin -->", "<!-- attacks: end -->"];
    writeFileSync(paper, `${text.slice(0, text.indexOf(begin) + begin.length)}\n${table}\n\n${lines.length} attacks in one run on Debian's PostgreSQL, all held (what hangs on no server on the one at hand).\n${text.slice(text.indexOf(end))}`);
  }
  process.exitCode = held ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
