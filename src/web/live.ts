import type { Client } from "pg";
import { casesOf, databaseUser, decisionsAbout, statementsTo } from "../enforcement/cases.js";
import { allowList, blastRadius, kindStanding, waitingRings, whyAccount } from "../enforcement/people.js";
import { enforcementState } from "../enforcement/releases.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import { databaseError, withClient } from "../postgres/connect.js";
import { readIncident, readIncidents } from "../postgres/read-incident.js";
import { incidentLimit } from "./answers.js";
import type { AccountLiveView, CasesView, IncidentsView, Live, PersonView, RingLiveView, Sent, TonightLiveView } from "./view-model.js";

/** Cases of one ring or account that are counted, and that are sent. */
const mostCases = 100_000;
const shownCases = 200;

/**
 * What the database says now, asked as the user of DATABASE_URL. A role that the user lacks is no failure of the page: that part says so in the database's words.
 */
export class LiveReader {
  constructor(private readonly url: string) {}

  person(): Promise<PersonView> {
    return this.asked((client) => attempt(() => databaseUser(client)));
  }

  tonight(): Promise<TonightLiveView> {
    return this.asked(async (client) => ({
      waiting: await attempt(() => waitingRings(client)), state: await sent(() => enforcementState(client)),
      allow: await sent(() => allowList(client)), standing: await attempt(() => kindStanding(client)),
      incidents: await attempt(() => incidents(client)),
    }));
  }

  ring(ring: string): Promise<RingLiveView> {
    return this.asked(async (client) => ({ cases: await attempt(() => cases(client, { ring })), blast: await attempt(() => blastRadius(client, ring)) }));
  }

  account(account: string): Promise<AccountLiveView> {
    return this.asked(async (client) => ({
      cases: await attempt(() => cases(client, { account })), why: await sent(() => whyAccount(client, account)),
      statements: await sent(() => statementsTo(client, account)), decisions: await sent(() => decisionsAbout(client, account)),
    }));
  }

  /** One connection for one screen: nothing stays in a session that a pooler may give to somebody else. */
  private asked<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return withClient(this.url, "ringfence console", work);
  }
}

async function incidents(client: Client): Promise<IncidentsView> {
  try {
    const rows = await readIncidents(client, incidentLimit);
    return { incidents: rows, curve: rows.length === 0 ? [] : (await readIncident(client, rows[0].incident_id, 0)).minutes };
  } catch (error) {
    throw databaseError(error, "reading the incidents");
  }
}

async function cases(client: Client, whose: { account?: string; ring?: string }): Promise<CasesView> {
  const rows = await casesOf(client, whose, mostCases);
  const counts = new Map<string, CasesView["counts"][number]>();
  for (const { state, action, approvals } of rows) {
    const known = counts.get(`${state} ${action}`) ?? { state, action, count: 0, once: 0 };
    counts.set(`${state} ${action}`, { ...known, count: known.count + 1, once: known.once + (approvals > 0 ? 1 : 0) });
  }
  return { rows: textOf(rows.slice(0, shownCases)), counts: [...counts.values()] };
}

async function attempt<T>(work: () => Promise<T>): Promise<Live<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof RingfenceError) return { refused: error.message };
    throw error;
  }
}

const sent = <T>(work: () => Promise<T>): Promise<Live<Text<T>>> => attempt(async () => textOf(await work()));

/** Times as they leave: as text. */
const textOf = <T>(value: T): Text<T> => JSON.parse(JSON.stringify(value)) as Text<T>;
type Text<T> = T extends (infer Row)[] ? Sent<Row>[] : Sent<T>;
