import { defineConfig } from "vitest/config";

/** `npm run pictures`: writes into docs/, so it is no part of `npm test`. */
export default defineConfig({
  test: { include: ["test/web/*.pictures.ts"], pool: "forks", maxWorkers: 1, testTimeout: 300_000, hookTimeout: 300_000, reporters: ["verbose"] },
});
