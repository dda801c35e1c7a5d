import { kindNames, kindSpec } from "../traces/registry.js";

// Without the database's client, so that the command line can offer these choices without loading it.

/** What can be undone. */
export const undoable = ["account", "case", "ring", "run", "release"] as const;
export type Undoable = (typeof undoable)[number];

/** What the allow-list can name: accounts, and whatever keys of traces are about. */
export type AllowKind = "account" | ReturnType<typeof kindSpec>["value"];
export const allowKinds: readonly AllowKind[] = ["account", ...new Set(kindNames.map((kind) => kindSpec(kind).value))];
