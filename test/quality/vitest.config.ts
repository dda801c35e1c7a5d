import { defineConfig } from "vitest/config";

/** `npm run evaluate`: hours, not seconds, so it is no part of `npm test`. */
export default defineConfig({
  test: {
    include: ["test/quality/*.quality.ts"],
    pool: "forks",
    maxWorkers: 1,
    testTimeout: 7_200_000,
    hookTimeout: 120_000,
    reporters: ["verbose"],
  },
});
