import { useCallback, useContext, useEffect, useRef, useState } from "preact/hooks";
import { read, Refused } from "./api.js";
import { Console } from "./session.js";

/** What a screen has of an answer. */
export interface Answer<T> {
  value: T | undefined;
  refused: Refused | undefined;
  /** True while a newer one is on its way; the old value stays meanwhile. */
  loading: boolean;
  again: () => void;
}

/**
 * What the server answers at an address; asked anew when a night replaced the file and, for what the database says, when somebody decided in this browser.
 * @param url null: nothing is asked
 * @param live of the database, not of the file
 */
export function useAnswer<T>(url: string | null, live = false): Answer<T> {
  const { stamp, decided } = useContext(Console);
  const [state, setState] = useState<{ url: string | null; value: T | undefined; refused: Refused | undefined; loading: boolean }>({ url: null, value: undefined, refused: undefined, loading: url !== null });
  const [turn, setTurn] = useState(0);
  const shown = useRef<string | null>(null);
  const version = live ? `${decided}` : stamp;
  useEffect(() => {
    if (url === null) return;
    const controller = new AbortController();
    // Of another address nothing stays on the screen.
    const same = shown.current === url;
    setState((before) => ({ url, value: same ? before.value : undefined, refused: undefined, loading: true }));
    read<T>(url, controller.signal).then(
      (value) => {
        shown.current = url;
        setState({ url, value, refused: undefined, loading: false });
      },
      (error: unknown) => {
        if (!controller.signal.aborted) setState({ url, value: undefined, refused: error instanceof Refused ? error : new Refused(0, "UNEXPECTED", String(error)), loading: false });
      },
    );
    return () => controller.abort();
  }, [url, version, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  // Between the change of an address and its effect the old value is not the new address's.
  return state.url === url ? { value: state.value, refused: state.refused, loading: state.loading, again } : { value: undefined, refused: undefined, loading: url !== null, again };
}
