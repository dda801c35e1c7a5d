import type { ComponentChildren, JSX } from "preact";
import { useContext, useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { formatCount, formatSecond, formatTime } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import { kindNames, kindSpec, type TraceKind } from "../../traces/registry.js";
import type { Live } from "../view-model.js";
import { address, type Refused } from "./api.js";
import type { Answer } from "./use-answer.js";
import { Console } from "./session.js";

/** Addresses of screens. Ids stand in the search part, where a slash or a dot of theirs means nothing. */
export const ringAddress = (id: string): string => `/ring/${encodeURIComponent(id)}`;
export const accountAddress = (id: string): string => address("/account", { id });
export const thingAddress = (key: string, kind?: string): string => address("/thing", { kind, key });

/** An id as the terminal shows it: nothing in it can turn the line around, hide or forge. The whole of it is in the title and is what is copied. */
export function Id({ id, limit = 40 }: { id: string; limit?: number }): JSX.Element {
  return <bdi class="id" title={printable(id, 2000)}>{printable(id, limit)}</bdi>;
}

export const AccountLink = ({ id, limit }: { id: string; limit?: number }): JSX.Element => <Link href={accountAddress(id)}><Id id={id} {...(limit === undefined ? {} : { limit })} /></Link>;
export const RingLink = ({ id }: { id: string }): JSX.Element => <Link href={ringAddress(id)}>{id}</Link>;

/** Copies an id as it is. */
export function Copy({ text }: { text: string }): JSX.Element {
  const [done, setDone] = useState(false);
  return (
    <button type="button" class="quiet copy" aria-label="Copy the exact id" title="Copy the exact id" onClick={() => {
      void navigator.clipboard.writeText(text).then(() => setDone(true), () => setDone(false));
      setTimeout(() => setDone(false), 1500);
    }}>{done ? "copied" : "copy"}</button>
  );
}

/** A time in UTC; the reader's own is its title. */
export function Time({ iso, exact = false }: { iso: string | null | undefined; exact?: boolean }): JSX.Element {
  if (iso === null || iso === undefined) return <span class="faint">–</span>;
  return <time dateTime={iso} title={`${new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "long" })} here`}>{exact ? formatSecond(iso) : formatTime(iso)}</time>;
}

const actionOrder = ["ban", "restrict", "challenge", "watch"] as const;

export const Action = ({ action, count }: { action: string; count?: number }): JSX.Element => <span class={`chip action ${action}`}>{action}{count === undefined ? "" : ` ${formatCount(count)}`}</span>;

/** Actions with their counts, strongest first; those without any are left out. */
export function Actions({ counts }: { counts: Readonly<Partial<Record<(typeof actionOrder)[number], number>>> }): JSX.Element {
  const shown = actionOrder.filter((action) => (counts[action] ?? 0) > 0);
  return shown.length === 0 ? <span class="faint">nothing proposed</span> : <span class="chips">{shown.map((action) => <Action key={action} action={action} count={counts[action] as number} />)}</span>;
}

export const isKind = (kind: string): kind is TraceKind => (kindNames as string[]).includes(kind);
export const kindColour = (kind: string | null): string => (kind !== null && isKind(kind) ? kindSpec(kind).colour : "#9aa3ad");
export const kindPhrase = (kind: string): string => (isKind(kind) ? kindSpec(kind).phrase : kind);

/** A kind of trace with its colour; never by the colour alone. */
export const Kind = ({ kind }: { kind: string }): JSX.Element => <span class="kind" title={kindPhrase(kind)}><i class="swatch" style={{ background: kindColour(kind) }} aria-hidden="true" />{kind}</span>;
export const Kinds = ({ kinds }: { kinds: readonly string[] }): JSX.Element => <span class="kinds">{kinds.map((kind) => <Kind key={kind} kind={kind} />)}</span>;

export function Section({ title, id, aside, children }: { title: string; id?: string; aside?: ComponentChildren; children: ComponentChildren }): JSX.Element {
  const at = id ?? title.toLowerCase().replace(/[^a-z]+/g, "-");
  return <section id={at} aria-labelledby={`${at}-title`}><div class="section-head"><h2 id={`${at}-title`}>{title}</h2>{aside}</div>{children}</section>;
}

/** A number with its name. */
export const Tile = ({ name, children, note }: { name: string; children: ComponentChildren; note?: ComponentChildren }): JSX.Element => <div class="tile"><h3>{name}</h3><div class="big">{children}</div>{note === undefined ? null : <p>{note}</p>}</div>;

/** A refusal as it is. */
export const Refusal = ({ error }: { error: { message: string } }): JSX.Element => <p class="refusal" role="alert">{printable(error.message, 2000)}</p>;

/** What is shown of an answer: the value, that it is on its way, or why there is none. */
export function Shown<T>({ of, children }: { of: Answer<T>; children: (value: T) => ComponentChildren }): JSX.Element {
  if (of.refused !== undefined) return <Refusal error={of.refused as Refused} />;
  if (of.value === undefined) return <p class="faint loading" role="status">Asking…</p>;
  return <>{children(of.value)}</>;
}

/** What the database says of a part, or its refusal in its own words. */
export function LivePart<T>({ of, children }: { of: Live<T>; children: (value: T) => ComponentChildren }): JSX.Element {
  return "refused" in of ? <p class="faint refused-part">{printable(of.refused, 600)}</p> : <>{children(of.value)}</>;
}

/** Said where a console has no database. */
export function ReadOnly(): JSX.Element {
  const { session } = useContext(Console);
  return <p class="faint">This console only reads: it was started without DATABASE_URL. States are those of <Time iso={session.state_at} /> UTC.</p>;
}

/** One of a few, as buttons. */
export function Choice<T extends string>({ name, value, options, onChoose }: { name: string; value: T; options: readonly (readonly [T, string])[]; onChoose: (value: T) => void }): JSX.Element {
  return <div class="choice" role="group" aria-label={name}>{options.map(([option, words]) => <button key={option} type="button" aria-pressed={option === value} onClick={() => onChoose(option)}>{words}</button>)}</div>;
}
