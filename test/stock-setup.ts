import { startStock } from "./stock-server.js";

/**
 * One cluster of Debian's Postgres for a whole run of the tests; its processes find it in TEST_STOCK_URL. Planner and compiler are as shipped;
 * nothing in it has to survive a power cut. `pg_stat_statements` counts what is compiled, inside functions too.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await startStock({ fsync: "off", full_page_writes: "off", log_min_messages: "fatal", shared_preload_libraries: "pg_stat_statements", "pg_stat_statements.track": "all" });
  process.env.TEST_STOCK_URL = server.url;
  return server.stop;
}
