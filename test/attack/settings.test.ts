import type { Client } from "pg";
import { afterAll, beforeAll, expect } from "vitest";
import { candidate, many, one, openGates, openTown, type Town } from "../enforcement/town.js";
import { connect } from "../../src/postgres/connect.js";
import { attack } from "./attack.js";

// What anybody may set for a session of theirs: it must not change what a rule means.
let town: Town;
beforeAll(async () => {
  town = await openTown();
  const uuid = "0f8fad5b-d9cb-469f-a165-70867728950e";
  const key = (kind: string, text: string, bits = 10): object => ({ kind, key: text, members: 6, bits });
  const resting = (account: string, keys: object[]): ReturnType<typeof candidate> => candidate(account, { kinds: ["device"], reasons: { bits_by_kind: {}, ring_size: 6, summary: "Acts as one.", keys } as never });
  await town.night(1, [
    ...many(6), resting("device", [key("device", uuid)]), resting("network", [key("subnet", "10.1.2.0/24@1767225600000")]), resting("address", [key("ip", "192.0.2.7@1767225600000")]), resting("target", [key("timing", "follow:t-same@1767225600000")]),
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => resting(`held${n}`, [key("timing", `follow:t-held@${1767225600000 + n * 180_000}`, 60)])),
  ]);
  await town.approveAll();
  await openGates(town.owner, town);
});
afterAll(() => town.close());

const said = (client: Client, sql: string): Promise<unknown> => client.query(sql).then(({ rows }) => rows as unknown, (error: { code: string; message: string }) => `${error.code} ${error.message}`);
/** What a session is told and may do under a setting: everything that hangs on ids, times, numbers or texts. Nothing of it stays. */
async function rules(client: Client): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  // A statement by itself; one that is refused ends no other.
  const alone = async (sql: string): Promise<void> => {
    await client.query("savepoint here");
    seen[sql] = await said(client, sql);
    await client.query("rollback to savepoint here");
  };
  await client.query("begin");
  await alone("select outcome, brake, facts ->> 'kind' as kind, facts ->> 'value' as value, facts ->> 'holders' as holders from ringfence.release('s1')");
  for (const [kind, value] of [["device", "{0F8FAD5B-D9CB-469F-A165-70867728950E}"], ["network", "10.1.0.0/16"], ["address", "192.0.2.7"], ["target", "t-same"], ["account", "a000000"]]) await client.query("select ringfence.allow_add($1, $2, 'a friend')", [kind, value]);
  await alone("select kind, value from ringfence.read_allow_list() order by 1, 2");
  await alone("select account_id from ringfence.release_preview() order by account_id collate \"C\"");
  await alone("select account_id from ringfence.feed_read(0, 1000)");
  await alone("select value_kind, value, allowed from ringfence.why_account('target') union all select value_kind, value, allowed from ringfence.why_account('network') order by 1, 2");
  await alone("select value_kind, value, value_cases from ringfence.blast_radius('R-1')");
  await alone("select sample, radius ->> 'value' as value from ringfence.open_review('R-1')");
  await alone("select proposed, set_aside, faults from ringfence.propose($$[{\"run_id\": \"N-1\", \"account_id\": \"new\", \"ring_id\": \"R-1\", \"action\": \"restrict\", \"evidence_bits\": 12.5, \"kinds\": [\"device\"], \"expires_at\": \"2027-02-03T04:05:06Z\", \"reasons\": {\"summary\": \"it\", \"keys\": [{\"kind\": \"device\", \"key\": \"d\", \"members\": 3, \"bits\": 12.5}]}}, {\"account_id\": 7}, {}]$$)");
  await alone("select ringfence.undo('account', chr(8238) || 'evil', 'u1', 'it')");
  await alone("select ringfence.allow_add('account', 'x', chr(1564) || 'turned')");
  await alone("select ringfence.release(chr(8238))");
  await alone("select message from ringfence.release('s2', accept => chr(8238) || e'\\\\')");
  await client.query("rollback");
  return seen;
}

/** Ends what is asked, or asks nothing: times of waiting, isolation, what a transaction may do, and who one is. */
const elsewhere = /timeout|_isolation|read_only|deferrable|^role$|^session_authorization$|^application_name$|^seed$|log_|^client_min_messages$|^max_stack_depth$|^temp_tablespaces$|^default_tablespace$|^local_preload|^dynamic_library|stack|^exit_on_error$|trace|debug/;
const byHand: Readonly<Record<string, string[]>> = {
  timezone: ["Pacific/Kiritimati", "Asia/Kathmandu", "XXX-100:30"], datestyle: ["SQL, DMY", "German", "Postgres, YMD"], intervalstyle: ["iso_8601"], search_path: ["pg_temp, public, ringfence", "ringfence, pg_catalog"], client_encoding: ["SQL_ASCII", "LATIN1"],
  lc_messages: ["C"], lc_numeric: ["C"], lc_monetary: ["C"], lc_time: ["C"], default_text_search_config: ["pg_catalog.english"], timezone_abbreviations: ["India"], default_table_access_method: ["heap"],
};

attack({ who: "a publisher", attack: "sets standard_conforming_strings off, or any other setting of a session to any value: rules are read as something else, what is on the allow-list leaves, one value looks like many", by: "no text in a function hangs on a setting; each setting is tried against what every rule says" }, async () => {
  const fresh = async (settings: string): Promise<Record<string, unknown> | string> => {
    const client = await connect(town.database.url, "test settings");
    try {
      await client.query(settings);
      return await rules(client);
    } catch (error) {
      return (error as Error).message;
    } finally {
      await client.end();
    }
  };
  const usual = await fresh("select 1");
  // There is something to be lost.
  expect(Object.values(usual)).toEqual(expect.arrayContaining([[{ outcome: "held", brake: "one_value", kind: "target", value: "t-held", holders: "8" }]]));
  const left = Object.values(usual).find((rows) => Array.isArray(rows) && rows.some((row: { account_id?: string }) => row.account_id === "held1")) as { account_id: string }[];
  expect(left.map((row) => row.account_id)).toEqual(["a000001", "a000002", "a000003", "a000004", "a000005", ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `held${n}`)]);
  const { rows: settings } = await town.owner.query<{ name: string; vartype: string; setting: string; enumvals: string[] | null; min_val: string | null; max_val: string | null }>("select lower(name) as name, vartype, setting, enumvals, min_val, max_val from pg_settings where context = 'user' and category !~ 'Planner Cost|Genetic|Resource|Write-Ahead|Replication|Reporting|Statistics|Settings$' order by 1");
  let tried = 0;
  for (const { name, vartype, setting, enumvals, min_val, max_val } of settings) {
    if (elsewhere.test(name)) continue;
    const values = byHand[name] ?? (vartype === "bool" ? [setting === "on" ? "off" : "on"] : vartype === "enum" ? enumvals!.filter((value) => value !== setting) : vartype === "string" ? [] : [min_val!, max_val!]);
    for (const value of values) {
      tried += 1;
      expect(await fresh(`set ${name} = ${/^-?\d/.test(value) ? value : value.split(", ").map((part) => `'${part}'`).join(", ")}`), `${name} = ${value}`).toEqual(usual);
    }
  }
  expect(tried).toBeGreaterThan(60);
});

attack({ who: "a publisher", attack: "lets out what is on the allow-list, in a session of its own without standard_conforming_strings", by: "no text in a function hangs on a setting" }, async () => {
  const [ana, publisher] = [await town.login("ana"), await town.login("publisher")];
  for (const [kind, value] of [["target", "t-held"], ["network", "10.0.0.0/8"]]) await ana.query("select ringfence.allow_add($1, $2, 'a friend')", [kind, value]);
  await publisher.query("set standard_conforming_strings = off");
  expect(await one(publisher, "select outcome, applied::int from ringfence.release('now')")).toEqual({ outcome: "released", applied: 9 });
  expect((await town.feed()).filter((line) => /held|network/.test(line))).toEqual([]);
});
