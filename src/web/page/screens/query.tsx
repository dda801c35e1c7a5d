import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { JsonRow, JsonValue } from "../../../duckdb/json-value.js";
import { formatCount } from "../../../console/format-value.js";
import { printable } from "../../../console/printable.js";
import type { AboutView, QueryView } from "../../view-model.js";
import { download, post, Refused } from "../api.js";
import { DataTable, type Column } from "../data-table.js";
import { Refusal, Section, Shown } from "../parts.js";
import { useAnswer } from "../use-answer.js";
import { useSearchParams } from "../use-search.js";
import { useTitle } from "../use-title.js";

const examples = ["from ring_summary", "from ring_moments('R-1')", "from ring_neighbours('R-1')", "from ring_rule where ring_id is null and part is null", "from about"];

/** Any SQL on the investigators' file. */
export function QueryScreen(): JSX.Element {
  useTitle("SQL");
  const [search, setSearch] = useSearchParams();
  const [sql, setSql] = useState(search.get("sql") ?? examples[0]);
  const [state, setState] = useState<{ running: boolean; answer?: QueryView; refused?: Refused }>({ running: false });
  const about = useAnswer<AboutView>("/api/about");
  const failed = (error: unknown): void => setState({ running: false, refused: error instanceof Refused ? error : new Refused(0, "UNEXPECTED", String(error)) });
  const run = (): void => {
    setState({ running: true });
    setSearch(new URLSearchParams({ sql }), { replace: true });
    void post<QueryView>("/api/query", { sql }).then((answer) => setState({ running: false, answer }), failed);
  };
  const save = (): void => {
    void download("/api/query.csv", { sql }).then((file) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = "ringfence.csv";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    }, failed);
  };
  return (
    <>
      <h1>SQL</h1>
      <p class="faint">DuckDB SQL on the investigators' file: read-only, nothing else can be reached, 10 seconds at most.</p>
      <form onSubmit={(event) => { event.preventDefault(); run(); }}>
        <label class="unseen" for="sql">SQL</label>
        <textarea id="sql" rows={6} spellcheck={false} value={sql} onInput={(event) => setSql(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); } }} />
        <div class="row">
          <button type="submit" class="main" disabled={state.running}>{state.running ? "Running…" : "Run (Ctrl-Enter)"}</button>
          <button type="button" disabled={state.running} onClick={save}>Download as CSV</button>
          <label>Example<select value="" onChange={(event) => setSql(event.currentTarget.value)}><option value="">…</option>{examples.map((example) => <option key={example} value={example}>{example}</option>)}</select></label>
        </div>
      </form>
      {state.refused === undefined ? null : <Refusal error={state.refused} />}
      {state.answer === undefined ? null : <Result answer={state.answer} />}
      <Section title="What there is">
        <Shown of={about}>{({ about: rows }) => (
          <dl class="about">{rows.map((row) => <div key={row.name}><dt><button type="button" class="quiet id" onClick={() => setSql(row.what === "function" ? `select ${row.name}` : `from ${row.name}`)}>{row.name}</button> <span class="faint">{row.what}</span></dt><dd>{row.comment}</dd></div>)}</dl>
        )}</Shown>
      </Section>
    </>
  );
}

function Result({ answer }: { answer: QueryView }): JSX.Element {
  const columns = useMemo<Column<JsonRow & { "": number }>[]>(() => answer.columns.map((name, at) => {
    const numeric = answer.rows.every((row) => row[name] === null || typeof row[name] === "number");
    return { id: String(at), head: printable(name, 60), numeric, cell: (row) => shown(row[name]), value: (row) => sortable(row[name]) };
  }), [answer]);
  const rows = useMemo(() => answer.rows.map((row, at) => ({ ...row, "": at })), [answer]);
  return (
    <>
      <p class="faint" role="status">{formatCount(answer.rows.length)} rows{answer.more ? " and more; the CSV file holds all" : ""}, {answer.seconds.toFixed(2)} s.</p>
      {rows.length === 0 ? null : <DataTable label="Result" columns={columns} rows={rows} rowId={(row) => String(row[""])} />}
    </>
  );
}

const textOf = (value: JsonValue): string => (value !== null && typeof value === "object" ? JSON.stringify(value) : String(value));
const shown = (value: JsonValue): JSX.Element => (value === null ? <span class="faint">null</span> : <bdi class="id">{printable(textOf(value), 200)}</bdi>);
const sortable = (value: JsonValue): string | number | null => (value === null || typeof value === "number" ? value : textOf(value));
