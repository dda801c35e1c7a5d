import type { Command } from "commander";
import type { JsonRow, JsonValue } from "../../duckdb/json-value.js";
import { printable } from "../../console/printable.js";
import { formatTable } from "../../console/table.js";
import { bold, dim } from "../../console/terminal.js";
import { RingfenceError } from "../../errors/ringfence-error.js";
import { csvOptions, example, printCsv, printJson, wholeNumber, type CsvFlags, type Tools } from "../tools.js";
import { withSnapshot } from "../with-snapshot.js";

/** `ringfence query SQL`: any question to the investigators' file. */
export function addQuery(program: Command, tools: Tools): void {
  const command = program
    .command("query")
    .argument("<sql>", "DuckDB SQL; the file is read-only and nothing else can be reached")
    .description("ask the investigators' file in SQL: \"from about\" lists tables, views and macros; more in sql/duckdb/snapshot/README.md")
    .option("--limit <n>", "at most this many lines of the table for people", wholeNumber(1), 200)
    .option("--json", "print all rows as JSON")
    .option("--csv", "print all rows as CSV (RFC 4180)");
  csvOptions(command)
    .addHelpText("after", example(`ringfence query "select ring_id, size, evidence_bits from ring_summary"`, `ringfence query "from ring_moments('R-1')"`, `ringfence query "from who_used('203.0.113.9')" --json`))
    .action((sql: string, options: { limit: number; json?: boolean; csv?: boolean } & CsvFlags) => {
      if (options.json === true && options.csv === true) throw new RingfenceError("USAGE", "--json and --csv exclude each other. Give one of them.");
      if (sql.trim() === "") throw new RingfenceError("USAGE", 'The query is empty. Give one, for example ringfence query "from ring_summary".');
      return withSnapshot(tools, async (snapshot) => {
        const { columns, rows, more } = await snapshot.query(sql, options.json === true || options.csv === true ? undefined : options.limit);
        if (options.json === true) return printJson(tools, rows);
        if (options.csv === true) return printCsv(tools, columns, rows.map((row) => columns.map((column) => scalar(row[column]))), options);
        const numeric = (column: string): boolean => rows.every((row) => row[column] === null || typeof row[column] === "number");
        const table = formatTable<JsonRow>(
          columns.map((column) => ({ head: printable(column), align: numeric(column) ? "right" : "left", cell: (row) => shown(row[column]) })),
          rows,
          bold(tools.terminal),
        );
        tools.terminal.out(`${table === "" ? "No rows." : table}\n${more ? `${dim(tools.terminal)(`… and more (--limit, --json or --csv show them)`)}\n` : ""}`);
      });
    });
}

const scalar = (value: JsonValue): string | number | boolean | null => (value !== null && typeof value === "object" ? JSON.stringify(value) : value);
const shown = (value: JsonValue): string => (value === null ? "" : printable(typeof value === "object" ? JSON.stringify(value) : String(value), 120));
