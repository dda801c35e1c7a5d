import type { RefusalView } from "../view-model.js";

/** A refusal of the server or the database, in its own words. */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

/** Hears of the file that an answer came from. */
let onStamp: (stamp: string) => void = () => {};
export const listenToStamps = (listener: (stamp: string) => void): void => void (onStamp = listener);

/** Without it the cookie opens nothing. Kept by the browser for pages of this address and port; good as long as this server runs. */
const keyName = "console-key";

/** Comes in with the token of the printed address. */
export async function enter(token: string): Promise<void> {
  const { key } = await post<{ key: string }>("/api/enter", { token });
  localStorage.setItem(keyName, key);
}

/** The address of an answer, with its parameters; those that are undefined are left out. */
export function address(path: string, parameters: Readonly<Record<string, string | number | undefined>> = {}): string {
  const search = new URLSearchParams(Object.entries(parameters).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, String(value)]])));
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}

/** @throws Refused with the server's sentence */
export async function read<T>(url: string, signal?: AbortSignal): Promise<T> {
  return answerOf<T>(await reached(url, signal === undefined ? {} : { signal }));
}

/** @throws Refused with the server's or the database's sentence */
export async function post<T>(url: string, body: object): Promise<T> {
  return answerOf<T>(await posted(url, body));
}

/** A decision: its form has a number of its own, so that what is sent twice is done once. */
export const decide = <T>(form: string, sending: string, body: object): Promise<T> => post<T>(`/api/decide/${form}`, { ...body, sending });

/** A file that the server makes. */
export async function download(url: string, body: object): Promise<Blob> {
  const response = await posted(url, body);
  if (!response.ok) await answerOf(response);
  return response.blob();
}

const posted = (url: string, body: object): Promise<Response> => reached(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

async function reached(url: string, options: RequestInit): Promise<Response> {
  try {
    const headers = new Headers(options.headers);
    headers.set("X-Console-Key", localStorage.getItem(keyName) ?? "");
    return await fetch(url, { ...options, headers });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refused(0, "GONE", "The console's server does not answer. Was it ended? Start it again: ringfence console");
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  const body = (await response.json().catch(() => undefined)) as unknown;
  if (!response.ok) {
    const { code, message } = (body as RefusalView | undefined)?.error ?? { code: "UNEXPECTED", message: `The server answered ${response.status}.` };
    throw new Refused(response.status, code, message);
  }
  const stamp = response.headers.get("X-Stamp");
  if (stamp !== null) onStamp(stamp);
  return body as T;
}
