import type { TestProject } from "vitest/node";
import { installSpark, startSpark, type SparkInstall, type SparkServer } from "./spark-server.js";

declare module "vitest" {
  interface ProvidedContext {
    spark: SparkInstall & Pick<SparkServer, "url" | "port">;
  }
}

/** One Spark for all files; a file that ends a server starts one of its own. With `TEST_SPARK_OPTIONAL=1` a machine that cannot have it says so, and nothing is tried. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const install = installed();
  const server = await startSpark(install);
  project.provide("spark", { ...install, url: server.url, port: server.port });
  return () => server.stop();
}

function installed(): SparkInstall {
  try {
    return installSpark();
  } catch (error) {
    if (process.env.TEST_SPARK_OPTIONAL !== "1") throw error;
    console.warn(`${(error as Error).message}\nThe detection on Spark is not tried.`);
    return process.exit(0);
  }
}
