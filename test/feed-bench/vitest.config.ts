import { defineConfig } from "vitest/config";

/** `npm run feed-bench`: minutes, not seconds, so it is no part of `npm test`. */
export default defineConfig({
  test: {
    include: ["test/feed-bench/*.bench.ts"],
    pool: "forks",
    maxWorkers: 1,
    testTimeout: 1_800_000,
    hookTimeout: 120_000,
    reporters: ["verbose"],
  },
});
