import type { JSX } from "preact";
import { useContext, useMemo } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import type { DecisionRow, StatementRow } from "../../../enforcement/cases.js";
import type { MembershipRow, NeighbourRow, ProposalRow } from "../../../duckdb/snapshot-row.js";
import { formatBits, formatCount, formatKey, formatProbability } from "../../../console/format-value.js";
import { printable } from "../../../console/printable.js";
import type { AccountLiveView, AccountView, Sent } from "../../view-model.js";
import { address } from "../api.js";
import { DataTable, type Column } from "../data-table.js";
import { AccountsDecision, AllowForm, CaseEvidence, UndoForm } from "../decide.js";
import { AccountLink, accountAddress, Action, Copy, Kind, Kinds, LivePart, ReadOnly, ringAddress, RingLink, Section, Shown, thingAddress, Tile, Time } from "../parts.js";
import { Console, holds } from "../session.js";
import { useAnswer } from "../use-answer.js";
import { useSearchParams } from "../use-search.js";
import { useTitle } from "../use-title.js";

/** One account: why it is here, what it shares with whom, its life outside the ring, and what was and can be decided. */
export function AccountScreen(): JSX.Element {
  const [search] = useSearchParams();
  const id = search.get("id") ?? "";
  useTitle(`Account ${printable(id, 30)}`);
  const answer = useAnswer<AccountView>(address("/api/account", { id }));
  return (
    <>
      <p class="over">account</p>
      <h1><bdi class="id">{printable(id, 80)}</bdi> <Copy text={id} /></h1>
      <Shown of={answer}>{(view) => <Account key={view.account_id} view={view} />}</Shown>
    </>
  );
}

function Account({ view }: { view: AccountView }): JSX.Element {
  const state = useContext(Console);
  const { account, memberships, candidates, linked_group: group } = view;
  const [newest] = memberships;
  const live = useAnswer<AccountLiveView>(state.session.database === null ? null : address("/api/live/account", { id: view.account_id }), true);
  const open = candidates.find((candidate) => ["proposed", "approved"].includes(candidate.state));
  return (
    <>
      <p class="verdict">
        {newest === undefined ? "It is in no ring." : <>{newest.status === "active" ? "In" : "Last in"} ring <Link href={`${ringAddress(newest.ring_id)}?${new URLSearchParams({ account: view.account_id }).toString()}`}>{newest.ring_id}</Link> ({formatCount(newest.size)} accounts), {newest.role}, {formatBits(newest.evidence_bits)} bits of its own.</>}
        {open === undefined ? "" : <> {printable(open.reasons.summary ?? "", 500)}</>}
        {group === null ? "" : <> It belongs to a linked group of {formatCount(group.size)} accounts that share much but do not act as one ({formatBits(group.evidence_bits)} bits against {formatBits(group.price_bits)}): left alone.</>}
      </p>
      <div class="tiles">
        {account === null ? <Tile name="Newest run" note="it was not seen there">–</Tile> : (
          <>
            <Tile name="Created"><Time iso={account.created_at} /></Tile>
            <Tile name="Logins" note="in the look-back">{formatCount(account.login_count)}</Tile>
            <Tile name="Actions" note="in the look-back">{formatCount(account.action_count)}</Tile>
            {account.protected ? <Tile name="Protected" note="never proposed">yes</Tile> : null}
            {account.closed_at === null ? null : <Tile name="Closed"><Time iso={account.closed_at} /></Tile>}
          </>
        )}
        <Tile name="Proposed" note={open === undefined ? "nothing is open in the file" : `probability ${formatProbability(open.probability)}, ${formatBits(open.evidence_bits)} bits`}>{open === undefined ? "–" : <Action action={open.action} />}</Tile>
      </div>
      <Section title="What it shares"><Things view={view} /></Section>
      {view.oddities.length === 0 ? null : <p>Odd about its rows, no evidence: {view.oddities.map((row, at) => <span key={at}>{at === 0 ? "" : "; "}{row.source_table}, {row.rule}{row.value === null ? "" : <> <bdi class="id">{printable(row.value, 64)}</bdi></>} ({formatCount(row.row_count)})</span>)}.</p>}
      <div class="columns">
        <Section title="Inside the ring and outside"><Life view={view} /></Section>
        <Section title="Tied to it most"><Ties view={view} /></Section>
      </div>
      <Section title="What the database says now">
        {state.session.database === null ? <ReadOnly /> : <Shown of={live}>{(now) => <Now live={now} view={view} />}</Shown>}
      </Section>
      <Section title="What was proposed"><Proposals candidates={candidates} /></Section>
      {memberships.length < 2 ? null : <Section title="Its nights in rings"><Nights memberships={memberships} /></Section>}
    </>
  );
}

function Things({ view }: { view: AccountView }): JSX.Element {
  const [, go] = useLocation();
  const columns = useMemo<Column<AccountView["things"][number]>[]>(() => [
    { id: "kind", head: "kind", cell: (row) => <Kind kind={row.kind} />, value: (row) => row.kind },
    { id: "key", head: "key", cell: (row) => <Link href={thingAddress(row.key, row.kind)}><bdi class="id">{printable(formatKey(row.kind, row.key), 60)}</bdi></Link>, value: (row) => row.key },
    { id: "bits", head: "bits for the ring", hint: "empty: it does not count for the ring", numeric: true, cell: (row) => (row.ring_bits === null ? <span class="faint">outside</span> : formatBits(row.ring_bits)), value: (row) => row.ring_bits },
    { id: "accounts", head: "accounts that hold it", numeric: true, cell: (row) => formatCount(row.account_count), value: (row) => row.account_count },
    { id: "first", head: "first (UTC)", cell: (row) => <Time iso={row.first_at} exact />, value: (row) => Date.parse(row.first_at) },
    { id: "last", head: "last (UTC)", cell: (row) => <Time iso={row.last_at} exact />, value: (row) => Date.parse(row.last_at) },
  ], []);
  if (view.things.length === 0) return <p class="faint">Nothing with another account, in the newest run.</p>;
  return <><DataTable label="What it shares" columns={columns} rows={view.things} rowId={(row) => `${row.kind} ${row.key}`} onOpen={(row) => go(thingAddress(row.key, row.kind))} />{view.thing_count > view.things.length ? <p class="faint">{formatCount(view.thing_count - view.things.length)} more, which count for no ring: <Link href={address("/sql", { sql: `select kind, key, first_seen from trace where account_id = '${view.account_id.replaceAll("'", "''")}'` })}>trace</Link></p> : null}</>;
}

function Life({ view }: { view: AccountView }): JSX.Element {
  const columns = useMemo<Column<AccountView["life"][number]>[]>(() => [
    { id: "kind", head: "kind", cell: (row) => <Kind kind={row.kind} />, value: (row) => row.kind },
    { id: "ring", head: "with its ring", numeric: true, cell: (row) => formatCount(row.ring_key_count), value: (row) => row.ring_key_count },
    { id: "outside", head: "outside", hint: "keys that it shares with somebody, which count for no ring", numeric: true, cell: (row) => formatCount(row.key_count - row.ring_key_count), value: (row) => row.key_count - row.ring_key_count },
    { id: "from", head: "from", cell: (row) => <Time iso={row.first_at} />, value: (row) => Date.parse(row.first_at) },
    { id: "to", head: "to", cell: (row) => <Time iso={row.last_at} />, value: (row) => Date.parse(row.last_at) },
  ], []);
  return view.life.length === 0 ? <p class="faint">Nothing is known of it in the newest run.</p> : <DataTable label="Keys inside the ring and outside" columns={columns} rows={view.life} rowId={(row) => row.kind} />;
}

function Ties({ view }: { view: AccountView }): JSX.Element {
  const [, go] = useLocation();
  const columns = useMemo<Column<NeighbourRow>[]>(() => [
    { id: "account", head: "account", cell: (row) => <AccountLink id={row.account_id} limit={28} />, value: (row) => row.account_id },
    { id: "bits", head: "bits", numeric: true, cell: (row) => formatBits(row.bits), value: (row) => row.bits },
    { id: "kinds", head: "through", cell: (row) => <Kinds kinds={row.kinds} />, value: (row) => row.kinds.join() },
    { id: "ring", head: "in ring", cell: (row) => (row.ring_id === null ? "–" : <RingLink id={row.ring_id} />), value: (row) => row.ring_id },
  ], []);
  return view.ties.length === 0 ? <p class="faint">Nobody.</p> : <DataTable label="Tied to it most" columns={columns} rows={view.ties} rowId={(row) => row.account_id} onOpen={(row) => go(accountAddress(row.account_id))} />;
}

function Now({ live, view }: { live: AccountLiveView; view: AccountView }): JSX.Element {
  const state = useContext(Console);
  const decidable = "value" in live.cases && live.cases.value.rows.some((row) => ["proposed", "approved"].includes(row.state));
  return (
    <>
      <h3>Cases and what they rest on</h3>
      <LivePart of={live.why}>{(rows) => <CaseEvidence rows={rows} />}</LivePart>
      {decidable && holds(state, "reviewer") ? <><h3>Decide</h3><AccountsDecision accounts={[view.account_id]} /></> : null}
      <h3>What the person is told</h3>
      <LivePart of={live.statements}>{(rows) => <Statements rows={rows} />}</LivePart>
      <h3>Decisions about it</h3>
      <LivePart of={live.decisions}>{(rows) => <Decisions rows={rows} />}</LivePart>
      {holds(state, "reviewer") ? <details class="undo"><summary>Allow-list</summary><AllowForm kind="account" value={view.account_id} /></details> : null}
      {holds(state, "appeals") ? <UndoForm what="account" subject={view.account_id} /> : null}
    </>
  );
}

function Statements({ rows }: { rows: readonly Sent<StatementRow>[] }): JSX.Element {
  if (rows.length === 0) return <p class="faint">Nothing: there is no case about it.</p>;
  return <ul class="plain">{rows.map((row) => <li key={`${row.case_id} ${row.seq ?? ""}`}>
    <p class="faint">{row.seq === null ? <>Case {row.case_id}, {row.state}: nothing has left; this is what would be told</> : <>Row {formatCount(row.seq)} of the feed, <Time iso={row.at} exact /> UTC ({row.effect}, release <bdi class="id">{printable(row.release_id ?? "", 40)}</bdi>)</>}</p>
    <blockquote>{printable(row.statement, 2000)}</blockquote>
  </li>)}</ul>;
}

function Decisions({ rows }: { rows: readonly Sent<DecisionRow>[] }): JSX.Element {
  if (rows.length === 0) return <p class="faint">None.</p>;
  return <ul class="plain">{rows.map((row) => <li key={row.decision_id}><strong>{row.verdict}</strong> by {printable(row.decided_by, 60)}, <Time iso={row.decided_at} exact /> UTC, case {row.case_id}{row.review_id === null ? "" : `, review ${row.review_id}`}: {printable(row.reason, 500)}</li>)}</ul>;
}

function Proposals({ candidates }: { candidates: readonly ProposalRow[] }): JSX.Element {
  const { session } = useContext(Console);
  if (candidates.length === 0) return <p class="faint">Nothing.</p>;
  return <><p class="faint">As of <Time iso={session.state_at} exact /> UTC, when the file was written.</p><ul class="plain">{candidates.map((row) => (
    <li key={row.case_id}>
      <Action action={row.action} /> {row.state}, case {row.case_id}, for <RingLink id={row.ring_id} />, <Time iso={row.proposed_at} />{row.expires_at === null ? "" : <> until <Time iso={row.expires_at} /></>}: {printable(row.reasons.summary ?? "", 500)}
      {row.overturned_at === null ? "" : <strong> A decision about it was overturned on <Time iso={row.overturned_at} />: {printable(row.overturned_reason ?? "", 300)}.</strong>}
    </li>
  ))}</ul></>;
}

function Nights({ memberships }: { memberships: readonly MembershipRow[] }): JSX.Element {
  const columns = useMemo<Column<MembershipRow>[]>(() => [
    { id: "night", head: "night", cell: (row) => <Time iso={row.as_of} />, value: (row) => (row.as_of === null ? null : Date.parse(row.as_of)) },
    { id: "ring", head: "ring", cell: (row) => <RingLink id={row.ring_id} />, value: (row) => row.ring_id },
    { id: "role", head: "role", cell: (row) => row.role, value: (row) => row.role },
    { id: "bits", head: "own bits", numeric: true, cell: (row) => formatBits(row.evidence_bits), value: (row) => row.evidence_bits },
  ], []);
  return <DataTable label="Nights in rings" columns={columns} rows={memberships} rowId={(row) => `${row.run_id} ${row.ring_id}`} />;
}
