import type { JSX } from "preact";
import { useContext, useMemo, useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { formatBits, formatCount, formatProbability } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import type { RingAccountRow } from "../../duckdb/snapshot-row.js";
import type { RingAccountsView } from "../view-model.js";
import { address } from "./api.js";
import { DataTable, type Column } from "./data-table.js";
import { AccountsDecision } from "./decide.js";
import { AccountLink, accountAddress, Action, Shown, Time } from "./parts.js";
import { Pager } from "./pager.js";
import type { Look } from "./screens/ring.js";
import { TextFilter } from "./screens/rings.js";
import { Console, holds } from "./session.js";
import { useAnswer } from "./use-answer.js";

/** The accounts of a ring, page by page, each with its own bits and its own life; those that are chosen can be decided about. */
export function RingAccounts({ ringId, size, look }: { ringId: string; size: number; look: Look }): JSX.Element {
  const state = useContext(Console);
  const [, go] = useLocation();
  const [query, setQuery] = useState({ text: "", role: "", action: "", by: "evidence_bits", down: true, from: 0 });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const answer = useAnswer<RingAccountsView>(address("/api/ring/accounts", { id: ringId, text: query.text, role: query.role, action: query.action, sort: query.by, down: query.down ? "yes" : "no", from: query.from === 0 ? undefined : query.from }));
  const columns = useMemo<Column<RingAccountRow>[]>(() => [
    { id: "account_id", head: "account", cell: (row) => <AccountLink id={row.account_id} limit={32} />, value: (row) => row.account_id },
    { id: "role", head: "role", cell: (row) => row.role, value: (row) => row.role },
    { id: "evidence_bits", head: "own bits", hint: "evidence that this account belongs to the ring", numeric: true, cell: (row) => formatBits(row.evidence_bits), value: (row) => row.evidence_bits },
    { id: "action", head: "proposed", cell: (row) => (row.action === null ? <span class="faint">–</span> : <><Action action={row.action} />{row.state === "proposed" ? "" : ` ${row.state ?? ""}`}</>), value: (row) => row.action },
    { id: "probability", head: "probability", hint: "that it belongs to the ring", numeric: true, cell: (row) => formatProbability(row.probability), value: (row) => row.probability },
    { id: "created_at", head: "created", cell: (row) => <Time iso={row.created_at} />, value: (row) => row.created_at },
    { id: "login_count", head: "logins", numeric: true, cell: (row) => formatCount(row.login_count), value: (row) => row.login_count },
    { id: "action_count", head: "actions", numeric: true, cell: (row) => formatCount(row.action_count), value: (row) => row.action_count },
    { id: "why", head: "why", cell: (row) => <span class="why">{row.summary === null ? (row.protected === true ? "protected: never proposed" : row.closed_at !== null ? "closed already" : "tied to it, not sure by itself") : printable(row.summary, 220)}</span> },
    { id: "look", head: "", cell: (row) => <button type="button" class="quiet" onClick={() => { look.set({ account: row.account_id, kind: undefined, key: undefined }); document.getElementById("what-ties-them")?.scrollIntoView(); }}>look</button> },
  ], [look.account]);
  const change = (part: Partial<typeof query>): void => setQuery((before) => ({ ...before, from: 0, ...part }));
  const select = (name: "role" | "action", label: string, options: readonly string[]): JSX.Element => <label>{label}<select value={query[name]} onChange={(event) => change({ [name]: event.currentTarget.value })}><option value="">any</option>{options.map((option) => <option key={option} value={option}>{option}</option>)}</select></label>;
  const toggle = (row: RingAccountRow): void => setChosen((before) => {
    const next = new Set(before);
    if (!next.delete(row.account_id)) next.add(row.account_id);
    return next;
  });
  const decides = holds(state, "reviewer");
  return (
    <>
      <form class="filters" onSubmit={(event) => event.preventDefault()} aria-label="Filters of accounts">
        <TextFilter label="Account" value={query.text} onSettle={(text) => change({ text })} />
        {select("role", "Role", ["core", "fringe", "closed", "protected"])}
        {select("action", "Proposed", ["ban", "restrict", "challenge", "watch", "none"])}
      </form>
      <Shown of={answer}>{(view) => (
        <>
          {view.total === size ? null : <p class="faint" role="status">{formatCount(view.total)} of {formatCount(size)} accounts fit.</p>}
          {view.accounts.length === 0 ? null : (
            <DataTable label="Accounts of the ring" columns={columns} rows={view.accounts} rowId={(row) => row.account_id} onOpen={(row) => go(accountAddress(row.account_id))} current={look.account}
              sorting={{ by: query.by, down: query.down, onSort: (by, down) => change({ by, down }) }}
              selection={decides ? { has: (row) => chosen.has(row.account_id), can: (row) => row.action !== null, toggle } : undefined} />
          )}
          <Pager from={query.from} size={100} total={view.total} onMove={(from) => setQuery((before) => ({ ...before, from }))} />
          {decides ? (
            <div class="row">
              <button type="button" onClick={() => setChosen((before) => new Set([...before, ...view.accounts.filter((row) => row.action !== null).map((row) => row.account_id)]))}>Choose all on this page</button>
              {chosen.size === 0 ? null : <button type="button" class="quiet" onClick={() => setChosen(new Set())}>Choose none</button>}
            </div>
          ) : null}
        </>
      )}</Shown>
      {chosen.size === 0 ? null : <AccountsDecision accounts={[...chosen]} onDone={() => setChosen(new Set())} />}
    </>
  );
}
