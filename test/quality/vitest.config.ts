import { defineConfig } from "vitest/config";

/** `npm run evaluate` and `npm run calibrate`: hours and minutes, not seconds, so they are no part of `npm test`. */
export default defineConfig({
  test: {
    include: ["test/quality/*.quality.ts"],
    pool: "forks",
    maxWorkers: 1,
    testTimeout: 7_200_000,
    hookTimeout: 120_000,
    reporters: ["verbose"],
    // Progress and tables are for people who wait.
    disableConsoleIntercept: true,
  },
});
