import { existsSync } from "node:fs";
import { snapshotFile, type Place } from "../config/place.js";
import { Snapshot } from "../duckdb/read-snapshot.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import type { OddityRow, SubjectTieRow, SubjectTraceRow } from "../duckdb/snapshot-row.js";
import { describeUrl, openDatabase, withClient } from "../postgres/connect.js";
import { requireCurrentSchema } from "../postgres/migrate.js";
import { readSubject, type SubjectArmed, type SubjectCandidate, type SubjectDecision, type SubjectEffect, type SubjectIncident, type SubjectMembership, type SubjectMention } from "../postgres/read-subject.js";

/** All that is held on one account, for its own request: no other account, and nothing by which another one could be found. */
export interface AccountExport {
  account_id: string;
  exported_at: string;
  /** True always: an account on which nothing is held is an error. */
  held: true;
  /** As the newest run read it; null: not in it. */
  account: { created_at: string | null; protected: boolean; closed_at: string | null; login_count: number; action_count: number } | null;
  /** What it shares with others, of the newest run: of which kind, when, with how many. Devices, addresses and targets are left out: others use them too. */
  shared: SubjectTraceRow[];
  /** To how many accounts it is tied, by kind. */
  ties: SubjectTieRow[];
  /** What is odd about its rows: values that stand for none, times that are no facts. */
  oddities: OddityRow[];
  /** The rings that held it, run by run. */
  memberships: SubjectMembership[];
  /** What was proposed against it, with the reasons but for the keys. */
  candidates: SubjectCandidate[];
  /** What people decided about it. */
  decisions: SubjectDecision[];
  /** What was released to enforcement about it. */
  effects: SubjectEffect[];
  /** The incidents in which it was looked at. */
  incidents: SubjectIncident[];
  /** Its place on the armed list of the newest night; empty: none. */
  armed: SubjectArmed[];
  /** What people did about it besides: reviews, looks, the allow-list, overturned cases, proposals that were not taken, lifts told ahead, and each change of its cases. */
  mentions: SubjectMention[];
}

/**
 * Reads what the results and the investigators' file hold on an account. The source's own tables are the platform's to export.
 * @param nowMs goes into `exported_at`
 * @throws RingfenceError USAGE when nothing at all is held on it: a mistyped id must not look like an answer
 */
export async function exportAccount(options: { place: Place; accountId: string; nowMs: number; note: (message: string) => void }): Promise<AccountExport> {
  const { place, accountId, nowMs } = options;
  const fromFile = existsSync(snapshotFile(place.home)) ? await readFile(place.home, accountId) : { account: null, shared: [], ties: [], oddities: [] };
  const database = await openDatabase(place, options.note);
  try {
    return await withClient(database.url, "ringfence export", async (client) => {
      await requireCurrentSchema(client);
      const fromResults = await readSubject(client, accountId);
      const held = fromFile.account !== null || Object.values(fromResults).some((rows) => rows.length > 0);
      if (!held) {
        throw new RingfenceError(
          "USAGE",
          `Nothing is held on the account ${JSON.stringify(accountId)}, neither in the results at ${describeUrl(database.url)} nor in the investigators' file under ${place.home}. Ids are compared exactly: give it as the source has it. If it is right, that is the answer.`,
        );
      }
      return { account_id: accountId, exported_at: new Date(nowMs).toISOString(), held, ...fromFile, ...fromResults };
    });
  } finally {
    await database.stop();
  }
}

async function readFile(home: string, accountId: string): Promise<Pick<AccountExport, "account" | "shared" | "ties" | "oddities">> {
  const snapshot = await Snapshot.open(home);
  try {
    return await snapshot.subject(accountId);
  } finally {
    snapshot.close();
  }
}
