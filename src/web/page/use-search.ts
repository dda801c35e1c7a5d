import { useCallback, useMemo } from "preact/hooks";
import { navigate, useSearch } from "wouter-preact/use-browser-location";

/**
 * The search part of the address, and a way to change it. The router's own hook decodes it twice, so that an id with a percent sign would become another one.
 */
export function useSearchParams(): [URLSearchParams, (next: URLSearchParams | ((before: URLSearchParams) => URLSearchParams), options?: { replace?: boolean }) => void] {
  const search = useSearch();
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const set = useCallback((next: URLSearchParams | ((before: URLSearchParams) => URLSearchParams), options?: { replace?: boolean }): void => {
    const made = typeof next === "function" ? next(new URLSearchParams(location.search)) : next;
    navigate(`${location.pathname}${made.size === 0 ? "" : `?${made.toString()}`}`, options);
  }, []);
  return [params, set];
}
