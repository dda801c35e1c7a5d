import { existsSync } from "node:fs";
import { snapshotFile, type Place } from "../config/place.js";
import { Snapshot } from "../duckdb/read-snapshot.js";
import type { SubjectTieRow, SubjectTraceRow } from "../duckdb/snapshot-row.js";
import { connect, openDatabase } from "../postgres/connect.js";
import { requireCurrentSchema } from "../postgres/migrate.js";
import { readSubject, type SubjectCandidate, type SubjectDecision, type SubjectEffect, type SubjectMembership } from "../postgres/read-subject.js";

/** All that is held on one account, for its own request: no other account, and nothing by which another one could be found. */
export interface AccountExport {
  account_id: string;
  exported_at: string;
  /** False: nothing at all is held. */
  held: boolean;
  /** As the newest run read it; null: not in it. */
  account: { created_at: string | null; protected: boolean; closed_at: string | null; login_count: number; action_count: number } | null;
  /** What it shares with others, of the newest run: of which kind, when, with how many. Devices, addresses and targets are left out: others use them too. */
  shared: SubjectTraceRow[];
  /** To how many accounts it is tied, by kind. */
  ties: SubjectTieRow[];
  /** The rings that held it, run by run. */
  memberships: SubjectMembership[];
  /** What was proposed against it, with the reasons but for the keys. */
  candidates: SubjectCandidate[];
  /** What people decided about it. */
  decisions: SubjectDecision[];
  /** What was released to enforcement about it. */
  effects: SubjectEffect[];
}

/**
 * Reads what the results and the investigators' file hold on an account. The source's own tables are the platform's to export.
 * @param nowMs goes into `exported_at`
 */
export async function exportAccount(options: { place: Place; accountId: string; nowMs: number; note: (message: string) => void }): Promise<AccountExport> {
  const { place, accountId, nowMs } = options;
  const fromFile = existsSync(snapshotFile(place.home)) ? await readFile(place.home, accountId) : { account: null, shared: [], ties: [] };
  const database = await openDatabase(place, options.note);
  try {
    const client = await connect(database.url, "ringfence export");
    try {
      await requireCurrentSchema(client);
      const fromResults = await readSubject(client, accountId);
      const held = fromFile.account !== null || fromResults.memberships.length > 0 || fromResults.candidates.length > 0 || fromResults.effects.length > 0;
      return { account_id: accountId, exported_at: new Date(nowMs).toISOString(), held, ...fromFile, ...fromResults };
    } finally {
      await client.end().catch(() => {});
    }
  } finally {
    await database.stop();
  }
}

async function readFile(home: string, accountId: string): Promise<Pick<AccountExport, "account" | "shared" | "ties">> {
  const snapshot = await Snapshot.open(home);
  try {
    return await snapshot.subject(accountId);
  } finally {
    snapshot.close();
  }
}
