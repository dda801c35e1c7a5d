import { defineConfig } from "vitest/config";

/** `npm run console-bench`: minutes and gigabytes, so it is no part of `npm test`. */
export default defineConfig({
  test: { include: ["test/console-bench/*.bench.ts"], pool: "forks", maxWorkers: 1, testTimeout: 1_800_000, hookTimeout: 1_800_000, reporters: ["verbose"] },
});
