import type { Client } from "pg";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";

/**
 * For the rest of the transaction Postgres refuses a query of whose rows a row-level security policy would hide some; otherwise hidden rows look like rows that
 * do not exist. Owners (unless forced), superusers and roles with BYPASSRLS see everything and notice nothing.
 */
export async function refuseHiddenRows(client: Client): Promise<void> {
  await client.query("set local row_security = off");
}

/** Whether Postgres refused a query because of {@link refuseHiddenRows}: 42501, told from a missing privilege by the routine that raised it. */
export function isHidden(error: unknown): boolean {
  const { code, routine } = error as { code?: string; routine?: string };
  return code === "42501" && (routine === "check_enable_rls" || /would be affected by row-level security/i.test(messageOf(error)));
}

/** What hidden rows mean and what to do, for a person. */
export const hiddenRows = (error: unknown): RingfenceError =>
  new RingfenceError(
    "INPUT",
    `Row-level security hides rows of the source from this user: ${messageOf(error)}. A run would take them for rows that do not exist, so nothing was done. ` +
      `Let it see them all ("alter role NAME bypassrls" by a superuser), or read as the owner of the tables; a policy "using (true)" is not enough, because Postgres cannot tell it from others.`,
    { cause: error },
  );
