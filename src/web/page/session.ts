import { createContext } from "preact";
import type { DatabaseUser } from "../../enforcement/cases.js";
import type { SessionView } from "../view-model.js";

/** What every screen knows. */
export interface ConsoleState {
  session: SessionView;
  /** Of the file that is shown. */
  stamp: string;
  /** Counts decisions of this browser, in any tab. */
  decided: number;
  /** Tells every tab that something was decided. */
  tellDecided: () => void;
  /** Undefined: no database, or it does not say. */
  person: DatabaseUser | undefined;
}

export const Console = createContext<ConsoleState>(undefined as unknown as ConsoleState);

/** Whether the person holds a role; false without a database. */
export const holds = (state: ConsoleState, role: string): boolean => state.person?.roles.includes(role) === true;
