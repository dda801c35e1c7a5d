import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // A process per file: DuckDB and the Postgres client bring native code and open handles that threads would share.
    pool: "forks",
    // Each whole-pipeline file keeps one DuckDB busy on every core; more than two at once only get in each other's way.
    maxWorkers: 2,
    fileParallelism: true,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
