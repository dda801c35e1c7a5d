import { createTable, getCoreRowModel, getSortedRowModel, type ColumnDef, type SortingState, type TableOptionsResolved, type TableState } from "@tanstack/table-core";
import type { ComponentChildren, JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";

/** A column: its head, its cell, and what it is sorted by. */
export interface Column<Row> {
  id: string;
  head: string;
  /** What the head means, where that needs words. */
  hint?: string;
  cell: (row: Row) => ComponentChildren;
  /** Undefined: it is not sorted by. */
  value?: (row: Row) => string | number | null;
  numeric?: boolean;
}

interface DataTableProps<Row> {
  /** Of the table, for those who do not see it. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** What Enter and a click open. */
  onOpen?: (row: Row) => void;
  /** Sorted by somebody else: the page of a longer list. */
  sorting?: { by: string; down: boolean; onSort: (by: string, down: boolean) => void };
  selection?: { has: (row: Row) => boolean; can: (row: Row) => boolean; toggle: (row: Row) => void } | undefined;
  /** A row that stands out: the one that is looked at. */
  current?: string | undefined;
}

/**
 * A table to sort and to walk through with the keyboard: arrows or j and k from row to row, Home and End, Enter opens, Space selects. Sorting is TanStack Table's.
 */
export function DataTable<Row>({ label, columns, rows, rowId, onOpen, sorting, selection, current }: DataTableProps<Row>): JSX.Element {
  const [own, setOwn] = useState<SortingState>([]);
  const [at, setAt] = useState(0);
  const body = useRef<HTMLTableSectionElement>(null);
  const state: SortingState = sorting === undefined ? own : [{ id: sorting.by, desc: sorting.down }];
  const definitions = useMemo<ColumnDef<Row>[]>(() => columns.map(({ id, value }) => ({ id, accessorFn: (row) => value?.(row) ?? undefined, enableSorting: value !== undefined, sortUndefined: "last", sortDescFirst: columns.find((column) => column.id === id)?.numeric === true })), [columns]);
  const table = useMemo(() => {
    const options: TableOptionsResolved<Row> = { data: [], columns: [], state: {}, onStateChange: () => {}, renderFallbackValue: null, getCoreRowModel: getCoreRowModel(), getSortedRowModel: getSortedRowModel() };
    return createTable(options);
  }, []);
  table.setOptions((before) => ({ ...before, data: rows as Row[], columns: definitions, manualSorting: sorting !== undefined, state: { ...table.initialState, sorting: state } as TableState }));
  const shown = table.getRowModel().rows.map((row) => row.original);
  const byId = new Map(columns.map((column) => [column.id, column]));

  const sortBy = (id: string): void => {
    const [before] = state;
    const firstDown = byId.get(id)?.numeric === true;
    const down = before?.id === id ? !before.desc : firstDown;
    if (sorting === undefined) setOwn([{ id, desc: down }]);
    else sorting.onSort(id, down);
    setAt(0);
  };
  const go = (to: number): void => {
    const next = Math.max(0, Math.min(shown.length - 1, to));
    setAt(next);
    (body.current?.rows[next] as HTMLElement | undefined)?.focus();
  };
  const onKey = (event: JSX.TargetedKeyboardEvent<HTMLTableSectionElement>): void => {
    const row = (event.target as HTMLElement).closest("tr");
    // Keys inside a button or a field of a row are its own.
    if (row === null || event.target !== row || event.ctrlKey || event.metaKey || event.altKey) return;
    const place = [...(body.current?.rows ?? [])].indexOf(row as HTMLTableRowElement);
    const moves: Record<string, number> = { ArrowDown: place + 1, j: place + 1, ArrowUp: place - 1, k: place - 1, Home: 0, End: shown.length - 1, PageDown: place + 15, PageUp: place - 15 };
    if (moves[event.key] !== undefined) go(moves[event.key]);
    else if (event.key === "Enter" && onOpen !== undefined) onOpen(shown[place]);
    else if (event.key === " " && selection?.can(shown[place]) === true) selection.toggle(shown[place]);
    else return;
    event.preventDefault();
  };
  const clickable = onOpen !== undefined;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={`${label}, table`}>
      <table class={clickable ? "rows clickable" : "rows"} aria-label={label}>
        <thead>
          <tr>
            {selection === undefined ? null : <th scope="col"><span class="unseen">chosen</span></th>}
            {columns.map(({ id, head, hint, value, numeric }) => {
              const sorted = state.find((one) => one.id === id);
              return (
                <th key={id} scope="col" class={numeric === true ? "num" : ""} aria-sort={sorted === undefined ? undefined : sorted.desc ? "descending" : "ascending"} title={hint}>
                  {value === undefined ? head : <button type="button" class="sort" onClick={() => sortBy(id)}>{head}<span aria-hidden="true">{sorted === undefined ? "" : sorted.desc ? " ↓" : " ↑"}</span></button>}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKey}>
          {shown.map((row, place) => (
            <tr key={rowId(row)} tabIndex={place === Math.min(at, shown.length - 1) ? 0 : -1} aria-current={current === rowId(row) ? "true" : undefined} onFocus={() => setAt(place)}
              onClick={clickable ? (event) => {
                if ((event.target as HTMLElement).closest("a, button, input, label") === null && String(getSelection()) === "") onOpen(row);
              } : undefined}>
              {selection === undefined ? null : <td>{selection.can(row) ? <input type="checkbox" tabIndex={-1} aria-label="choose this account" checked={selection.has(row)} onChange={() => selection.toggle(row)} /> : null}</td>}
              {columns.map(({ id, cell, numeric }) => <td key={id} class={numeric === true ? "num" : ""}>{cell(row)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
