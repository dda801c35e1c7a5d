import { defineConfig } from "vitest/config";
import { noStock, stockBinaries } from "./test/stock-server.js";

/** What speaks to Postgres in earnest; it runs on the embedded server and on Debian's. */
const onBothServers = ["test/postgres/**/*.test.ts", "test/enforcement/**/*.test.ts", "test/attack/**/*.test.ts", "test/cli/enforcement.test.ts", "test/pipeline/publishing.test.ts", "test/pipeline/killed.test.ts"];
/** The embedded server's own, and attacks on files and by rows of the source, to which the server is nothing. */
const notOnStock = ["test/postgres/embedded.test.ts", "test/attack/browser.test.ts", "test/attack/files.test.ts", "test/attack/ids.test.ts"];

const given = (process.env.TEST_DATABASE_URL ?? "") !== "";
const stock = !given && stockBinaries() !== undefined;
if (!given && !stock) console.warn(noStock);

export default defineConfig({
  test: {
    // A process per file: DuckDB and the Postgres client bring native code and open handles that threads would share.
    pool: "forks",
    // Each whole-pipeline file keeps one DuckDB busy on every core; more than two at once only get in each other's way.
    maxWorkers: 2,
    fileParallelism: true,
    // Guards against a hang, not a measure of speed: whole nights share two cores with whatever else is going on.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    projects: [
      { extends: true, test: { name: given ? "given" : "embedded", include: ["test/**/*.test.ts"] } },
      ...(stock ? [{ extends: true as const, test: { name: "stock", include: onBothServers, exclude: notOnStock, globalSetup: "test/stock-setup.ts", env: { TEST_SERVER: "stock" } } }] : []),
    ],
  },
});
