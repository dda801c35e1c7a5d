import { useEffect } from "preact/hooks";

/** The title of the window; a new one is a new screen, which begins at its top. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ringfence`;
    if (location.hash === "") scrollTo(0, 0);
  }, [title]);
}
