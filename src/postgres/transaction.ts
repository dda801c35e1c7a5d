import type { Client } from "pg";

/** Runs `work` between `begin` (given with its isolation level) and commit; rolls back and rethrows when it fails. */
export async function transaction<T>(client: Client, begin: string, work: () => Promise<T>): Promise<T> {
  await client.query(begin);
  let result: T;
  try {
    result = await work();
    await client.query("commit");
  } catch (error) {
    // On a lost connection there is nothing to roll back, and the first error says more.
    await client.query("rollback").catch(() => {});
    throw error;
  }
  return result;
}
