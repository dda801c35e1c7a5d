import { useEffect } from "preact/hooks";

/** The title of the window, and where a reader of screens goes on after a change of screen. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ringfence`;
  }, [title]);
}
