import { RingfenceError } from "../errors/ringfence-error.js";

/** A parameter of a SQL file, bound by name (`$from_ms`). Integers arrive as BIGINT, other numbers as DOUBLE. */
export type Param = number | bigint | string | boolean | null;
export type Params = Readonly<Record<string, Param>>;

/** A column to write: its type and its values; BIGINT values may come as whole numbers. */
export interface Column {
  type: "integer" | "bigint" | "double" | "boolean" | "varchar";
  values: ArrayLike<number | bigint | boolean | string | null>;
}

/** The columns of a result by name: INTEGER as Int32Array, everything else as Float64Array (BIGINT is exact below 2^53); a NULL is 0. */
export type Columns = Record<string, Int32Array | Float64Array>;

/**
 * What the detection asks of the engine that its tables live in. SQL comes from the files below `sql/` and nowhere else, so what runs on one engine can be run on the
 * other: `DuckDbEngine` in this process, `SparkEngine` on a cluster. All of one engine's tables belong to one run, and are gone when it is closed.
 */
export interface Engine {
  /** Runs one file that makes or fills a table. Only the parameters that the file names are bound, so one bag serves many files; a missing one is an error. */
  runFile(path: string, params?: Params): Promise<void>;
  /** Makes a table of what a file selects. */
  createTableAs(table: string, path: string, params?: Params): Promise<void>;
  /** Makes a table from columns of equal length. */
  createTable(table: string, columns: Readonly<Record<string, Column>>): Promise<void>;
  /** Drops tables; what is not there is no error. */
  dropTables(...tables: readonly string[]): Promise<void>;
  /** Gives a table another name. */
  renameTable(from: string, to: string): Promise<void>;
  /** What a file selects, row by row, as its decoders read it; for small results. The file must have an ORDER BY if order matters. */
  readRows<S extends Shape>(path: string, shape: S, params?: Params): Promise<RowOf<S>[]>;
  /** What a file selects, column by column, no object per row. */
  readColumns(path: string, params?: Params): Promise<Columns>;
  /** Stops the statement that is running; its promise rejects. Spark takes no further ones either. */
  interrupt(): void;
  /** Leaves nothing behind. */
  close(): void | Promise<void>;
}

/** Reads one cell. @throws Error where the cell is of another kind than the code that reads it believes */
export type Decoder<T> = (value: unknown) => T;
export type Shape = Readonly<Record<string, Decoder<unknown>>>;
export type RowOf<S extends Shape> = { [name in keyof S]: ReturnType<S[name]> };

/** A whole number of at most 2^53, of any integer type. */
export const whole: Decoder<number> = (value) => {
  const number = typeof value === "bigint" || typeof value === "number" ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw unlike("a whole number", value);
  return number;
};

/** A finite number. */
export const fraction: Decoder<number> = (value) => {
  const number = typeof value === "bigint" || typeof value === "number" ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw unlike("a number", value);
  return number;
};

export const text: Decoder<string> = (value) => {
  if (typeof value !== "string") throw unlike("text", value);
  return value;
};

export const truth: Decoder<boolean> = (value) => {
  if (typeof value !== "boolean") throw unlike("true or false", value);
  return value;
};

/** The same, or null. */
export const nullOr = <T>(decode: Decoder<T>): Decoder<T | null> => (value) => (value === null || value === undefined ? null : decode(value));

/** Its kind only: what stands there may be an id, and errors go into logs. */
const unlike = (wanted: string, value: unknown): Error => new Error(`${wanted} was expected, not ${value === null || value === undefined ? "nothing" : `a ${typeof value}`}`);

/** Rows as their decoders read them. @param name of the file, for the error */
export function decodeRows<S extends Shape>(rows: readonly Readonly<Record<string, unknown>>[], shape: S, name: string): RowOf<S>[] {
  const cells = Object.entries(shape);
  return rows.map((row) => {
    const read: Record<string, unknown> = {};
    for (const [column, decode] of cells) {
      try {
        read[column] = decode(row[column]);
      } catch (error) {
        throw new RingfenceError("UNEXPECTED", `${name}: in the column ${column} ${(error as Error).message}. The file and the code that reads it do not belong together.`, { cause: error });
      }
    }
    return read as RowOf<S>;
  });
}

/** The parameters that a statement names; a named one that is not given is an error, never a silent NULL. */
export function usedParams(sql: string, params: Params, name: string): Record<string, Param> {
  const wanted = new Set([...sql.replace(/--.*$/gm, "").matchAll(/\$([a-z_][a-z0-9_]*)/g)].map((match) => match[1]));
  const used: Record<string, Param> = {};
  for (const key of wanted) {
    if (!(key in params)) throw new RingfenceError("UNEXPECTED", `${name}: the parameter $${key} was not given.`);
    used[key] = params[key];
  }
  return used;
}

/** Characters of an engine's message that are told. */
const toldCharacters = 300;

/**
 * The engine's message without the rows that it quotes: it goes into logs, run rows and alerts, which hold no ids, devices or addresses. The whole is the cause, which
 * RINGFENCE_DEBUG=1 shows.
 */
export function withoutData(message: string): string {
  // From the first quote to the last: a value may hold quotes and lines of its own.
  const bare = message.replace(/["'][^]*["']|["'][^]*$/, "…").split("\n", 1)[0];
  return bare.length > toldCharacters ? `${bare.slice(0, toldCharacters)}…` : bare;
}
