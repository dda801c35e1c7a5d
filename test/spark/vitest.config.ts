import { defineConfig } from "vitest/config";

/** `npm run test:spark`: a real Spark, minutes; `TEST_SPARK_PART=small` is what `.ci/run` has time for. */
export default defineConfig({
  test: {
    include: process.env.TEST_SPARK_PART === "small" ? ["test/spark/files.spark.ts", "test/spark/errors.spark.ts"] : ["test/spark/*.spark.ts"],
    globalSetup: "test/spark/setup.ts",
    pool: "forks",
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
    reporters: ["verbose"],
  },
});
