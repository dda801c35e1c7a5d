// `npm run replay`: makes a small world with an attack, plays its evening through a real Postgres, prints what was known when, and draws the curve.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const home = mkdtempSync(join(tmpdir(), "ringfence-replay-"));
// As root the embedded Postgres runs as another user, who must be able to enter.
chmodSync(home, 0o755);
const world = join(home, "world");
const ringfence = (...args) => {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../../src/cli/launch.js"), ...args], {
    stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, RINGFENCE_HOME: join(home, "home"), DATABASE_URL: "", RINGFENCE_SOURCE_URL: "" },
  });
  if (status !== 0) process.exit(status ?? 1);
};
try {
  ringfence("world", "--accounts", "20000", "--seed", "11", "--attack-night", "--out", world);
  ringfence("replay", world, "--from", "2025-12-22T21:56:00Z", "--to", "2025-12-22T22:08:00Z", "--truth", join(world, "truth.parquet"), "--innocents", join(world, "innocents.parquet"), ...process.argv.slice(2));
  ringfence("incidents");
} finally {
  rmSync(home, { recursive: true, force: true });
}
