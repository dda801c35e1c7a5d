/** The three things a run reads, in the order in which they are read; each is `sql/postgres/extract/<name>.sql`. */
export const extractTables = ["account", "login", "action"] as const;
export type ExtractTable = (typeof extractTables)[number];

/** A column of the extract: text, a time in ms since 1970 UTC, or true or false. */
export interface ExtractColumn {
  name: string;
  is: "text" | "ms" | "flag";
}

/** What each SELECT gives, in this order. */
export const extractColumns: Readonly<Record<ExtractTable, readonly ExtractColumn[]>> = {
  account: [{ name: "account_id", is: "text" }, { name: "created_ms", is: "ms" }, { name: "protected", is: "flag" }, { name: "closed_ms", is: "ms" }],
  login: [{ name: "account_id", is: "text" }, { name: "device_id", is: "text" }, { name: "ip", is: "text" }, { name: "logged_in_ms", is: "ms" }],
  action: [{ name: "account_id", is: "text" }, { name: "action", is: "text" }, { name: "target_id", is: "text" }, { name: "acted_ms", is: "ms" }],
};
