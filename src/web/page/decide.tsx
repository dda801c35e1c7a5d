import type { ComponentChildren, JSX } from "preact";
import { useContext, useMemo, useRef, useState } from "preact/hooks";
import { allowKinds, type Undoable } from "../../enforcement/nameable.js";
import { Link } from "wouter-preact";
import type { AllowEntry, BlastRadius, Review, WhyAccountRow } from "../../enforcement/people.js";
import type { UndoOutcome } from "../../enforcement/releases.js";
import { formatBits, formatCount, formatShare } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import type { AccountView, CasesView, DecidedView, RingLiveView, RingView, Sent } from "../view-model.js";
import { address, decide, Refused } from "./api.js";
import { DataTable, type Column } from "./data-table.js";
import { AccountLink, Action, Actions, Id, Kind, LivePart, ReadOnly, Refusal, Shown, thingAddress, Time } from "./parts.js";
import { Console, holds } from "./session.js";
import { useAnswer } from "./use-answer.js";

/** A form on its way: sent once, however often its button is pressed; a new one after it was done. */
interface Sending<T> {
  busy: boolean;
  refused: Refused | undefined;
  done: T | undefined;
  send: (body: object) => Promise<T | undefined>;
}

/** @param changes whether it changes something, so that every tab asks anew */
function useSending<T>(form: string, changes = true): Sending<T> {
  const { tellDecided } = useContext(Console);
  const [state, setState] = useState<{ busy: boolean; refused?: Refused; done?: T }>({ busy: false });
  const sending = useRef(crypto.randomUUID());
  const send = async (body: object): Promise<T | undefined> => {
    setState({ busy: true });
    try {
      const done = await decide<T>(form, sending.current, body);
      sending.current = crypto.randomUUID();
      setState({ busy: false, done });
      if (changes) tellDecided();
      return done;
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused(0, "UNEXPECTED", String(error));
      // Whether a lost reply was of a decision is not known; the same number asks again.
      if (refused.status !== 0) sending.current = crypto.randomUUID();
      setState({ busy: false, refused });
      return undefined;
    }
  };
  return { busy: state.busy, refused: state.refused, done: state.done, send };
}

function Reason({ value, onInput, label = "Reason" }: { value: string; onInput: (text: string) => void; label?: string }): JSX.Element {
  return <label class="wide">{label} (kept with the decision)<input type="text" maxLength={500} required value={value} onInput={(event) => onInput(event.currentTarget.value)} autocomplete="off" /></label>;
}

const Outcome = ({ verdict, outcome }: { verdict: string; outcome: DecidedView }): JSX.Element => (
  <p class="outcome" role="status">{formatCount(outcome.decided)} {outcome.decided === 1 ? "decision" : "decisions"} written; {formatCount(outcome.changed)} {outcome.changed === 1 ? "case is" : "cases are"} {verdict === "approve" ? "approved" : "rejected"} now{outcome.waiting > 0 ? `, ${formatCount(outcome.waiting)} wait for another person` : ""}.</p>
);

/** Approve or reject accounts by name. */
export function AccountsDecision({ accounts, onDone }: { accounts: readonly string[]; onDone?: () => void }): JSX.Element {
  const [reason, setReason] = useState("");
  const [verdict, setVerdict] = useState("");
  const sending = useSending<DecidedView>("accounts");
  const send = (chosen: "approve" | "reject"): void => {
    setVerdict(chosen);
    void sending.send({ accounts, verdict: chosen, reason }).then((done) => {
      if (done !== undefined) {
        setReason("");
        onDone?.();
      }
    });
  };
  return (
    <form class="decision" aria-label="Decide about accounts" onSubmit={(event) => event.preventDefault()}>
      <p><strong>{formatCount(accounts.length)} {accounts.length === 1 ? "account" : "accounts"}</strong>: {accounts.slice(0, 8).map((id, at) => <span key={id}>{at === 0 ? "" : ", "}<Id id={id} limit={20} /></span>)}{accounts.length > 8 ? ` and ${formatCount(accounts.length - 8)} more` : ""}</p>
      <Reason value={reason} onInput={setReason} />
      <div class="row">
        <button type="button" class="main" disabled={sending.busy || reason.trim() === ""} onClick={() => send("approve")}>Approve</button>
        <button type="button" disabled={sending.busy || reason.trim() === ""} onClick={() => send("reject")}>Reject</button>
      </div>
      {sending.refused === undefined ? null : <Refusal error={sending.refused} />}
      {sending.done === undefined ? null : <Outcome verdict={verdict} outcome={sending.done} />}
    </form>
  );
}

/** A review that this browser opened, and whom of its sample was looked at. Kept while the page is open, so that one may look elsewhere meanwhile. */
interface Opened {
  review: Review;
  looked: Set<string>;
}
const openedReviews = new Map<string, Opened>();

/** Decide about a whole ring: blast radius first, then the accounts that were drawn, one by one, then the word. */
export function RingDecide({ view }: { view: RingView }): JSX.Element {
  const state = useContext(Console);
  const ringId = view.ring.ring_id;
  const live = useAnswer<RingLiveView>(state.session.database === null ? null : address("/api/live/ring", { id: ringId }), true);
  if (state.session.database === null) return <ReadOnly />;
  return <Shown of={live}>{(now) => (
    <>
      <LivePart of={now.cases}>{(cases) => <CaseCounts view={cases} />}</LivePart>
      <LivePart of={now.blast}>{(blast) => <Blast blast={blast} view={view} />}</LivePart>
      {"value" in now.blast && now.blast.value.cases > 0 && holds(state, "reviewer") ? <Reviewing ringId={ringId} /> : null}
      {holds(state, "appeals") ? <UndoForm what="ring" subject={ringId} /> : null}
    </>
  )}</Shown>;
}

function CaseCounts({ view }: { view: CasesView }): JSX.Element {
  if (view.counts.length === 0) return <p class="faint">There is no case about this ring.</p>;
  return <p>Cases now: {view.counts.map(({ state, action, count, once }, at) => <span key={`${state} ${action}`}>{at === 0 ? "" : ", "}<Action action={action} count={count} /> {state}{once > 0 && state === "proposed" && action === "ban" ? ` (${formatCount(once)} of them approved by one person)` : ""}</span>)}.</p>;
}

function Blast({ blast, view }: { blast: BlastRadius; view: RingView }): JSX.Element {
  const before = blast.rejected_before + blast.overturned_before;
  return (
    <div class="blast">
      <h3>Blast radius</h3>
      <p>Approving the ring would act on {formatCount(blast.cases)} accounts: <Actions counts={{ ban: blast.ban, restrict: blast.restrict_count, challenge: blast.challenge, watch: blast.watch }} />. {formatCount(blast.protected)} members are protected and {formatCount(blast.closed)} closed; nothing is proposed against them.</p>
      {blast.value === null ? <p>The cases name no key.</p> : <p>They rest most on one {blast.value_kind}, <Link href={thingAddress(blast.value)}><bdi class="id">{printable(blast.value, 60)}</bdi></Link>: {formatCount(blast.value_cases)} of {formatCount(blast.cases)} hold it, {formatShare(blast.value_share ?? 0)} of the bits of their strongest keys.</p>}
      {view.ages === null ? null : <p>Its accounts were created between <Time iso={view.ages.oldest_at} /> and <Time iso={view.ages.newest_at} />, half of them after <Time iso={view.ages.median_at} />{view.ages.known_count < view.ring.size ? ` (${formatCount(view.ages.known_count)} of ${formatCount(view.ring.size)} are known)` : ""}.</p>}
      {before > 0 ? <p><strong>About {formatCount(before)} of these accounts people said no before.</strong></p> : null}
      {blast.overturned_kinds.map((kind) => <p key={kind.kind}>Of {formatCount(kind.applied_count)} decisions with evidence from {printable(kind.kind, 40)}, {formatCount(kind.overturned_count)} were overturned ({formatShare(kind.overturned_share)}).</p>)}
    </div>
  );
}

function Reviewing({ ringId }: { ringId: string }): JSX.Element {
  const opening = useSending<Review>("open-review", false);
  const deciding = useSending<DecidedView>("ring");
  const [, setTurn] = useState(0);
  const [reason, setReason] = useState("");
  const [verdict, setVerdict] = useState("");
  const opened = openedReviews.get(ringId);
  const open = (): void => void opening.send({ ring: ringId }).then((review) => {
    if (review !== undefined) openedReviews.set(ringId, { review, looked: new Set() });
    setTurn((before) => before + 1);
  });
  const send = (chosen: "approve" | "reject"): void => {
    if (opened === undefined) return;
    setVerdict(chosen);
    void deciding.send({ review_id: opened.review.review_id, verdict: chosen, reason }).then((done) => {
      if (done !== undefined) {
        openedReviews.delete(ringId);
        setReason("");
      }
    });
  };
  if (opened === undefined) {
    return (
      <div class="decision">
        <button type="button" class="main" disabled={opening.busy} onClick={open}>Open a review of the ring</button>
        <span class="faint"> Accounts are drawn at random; each must be looked at before the ring can be approved.</span>
        {opening.refused === undefined ? null : <Refusal error={opening.refused} />}
        {deciding.done === undefined ? null : <Outcome verdict={verdict} outcome={deciding.done} />}
      </div>
    );
  }
  const { review, looked } = opened;
  const left = review.sample.filter((id) => !looked.has(id)).length;
  return (
    <form class="decision" aria-label="Review of the ring" onSubmit={(event) => event.preventDefault()}>
      <h3>Review {review.review_id}: look at {formatCount(review.sample.length)} of {formatCount(review.cases)}, drawn at random</h3>
      <p role="status">{left === 0 ? "All were looked at." : `${formatCount(left)} still to be looked at.`}</p>
      <ol class="sample">{review.sample.map((id) => <SampleAccount key={id} id={id} reviewId={review.review_id} looked={looked.has(id)} onLook={() => { looked.add(id); setTurn((before) => before + 1); }} />)}</ol>
      <Reason value={reason} onInput={setReason} />
      <div class="row">
        <button type="button" class="main" disabled={deciding.busy || left > 0 || reason.trim() === ""} onClick={() => send("approve")}>Approve the ring</button>
        <button type="button" disabled={deciding.busy || reason.trim() === ""} onClick={() => send("reject")}>Reject the ring</button>
        <button type="button" class="quiet" onClick={() => { openedReviews.delete(ringId); setTurn((before) => before + 1); }}>Leave it</button>
      </div>
      {deciding.refused === undefined ? null : <Refusal error={deciding.refused} />}
    </form>
  );
}

/** One that was drawn: looked at once its evidence is on the screen. */
function SampleAccount({ id, reviewId, looked, onLook }: { id: string; reviewId: number; looked: boolean; onLook: () => void }): JSX.Element {
  const [open, setOpen] = useState(false);
  const looking = useSending<{ why: Sent<WhyAccountRow>[] }>("look", false);
  const file = useAnswer<AccountView>(open ? address("/api/account", { id }) : null);
  const toggle = (): void => {
    setOpen(!open);
    if (!open && looking.done === undefined) void looking.send({ review_id: reviewId, account: id }).then((shown) => shown !== undefined && onLook());
  };
  return (
    <li>
      <button type="button" class="look" aria-expanded={open} onClick={toggle}><Id id={id} /> <span class={looked ? "seen" : "faint"}>{looked ? "looked at" : "look at it"}</span></button>
      {open ? (
        <div class="evidence">
          {looking.refused === undefined ? null : <Refusal error={looking.refused} />}
          {looking.done === undefined ? null : <CaseEvidence rows={looking.done.why} />}
          {file.value === undefined ? null : <p class="faint">{file.value.account === null ? "Not in the newest run." : <>Created <Time iso={file.value.account.created_at} />, {formatCount(file.value.account.login_count)} logins and {formatCount(file.value.account.action_count)} actions in the look-back.</>} <AccountLink id={id} /></p>}
        </div>
      ) : null}
    </li>
  );
}

/** What cases rest on, as the database has it. */
export function CaseEvidence({ rows }: { rows: readonly Sent<WhyAccountRow>[] }): JSX.Element {
  const cases = useMemo(() => [...new Set(rows.map((row) => row.case_id))].map((id) => rows.filter((row) => row.case_id === id)), [rows]);
  if (cases.length === 0) return <p class="faint">There is no case about it.</p>;
  return <>{cases.map((keys) => {
    const [first] = keys;
    const held = keys.filter((row) => row.kind !== null);
    return (
      <div key={first.case_id} class="case">
        <p><strong>Case {first.case_id}</strong>: <Action action={first.action} /> {first.state}, proposed <Time iso={first.proposed_at} />. {printable(first.summary ?? "", 400)}</p>
        {held.length === 0 ? null : <table class="rows"><thead><tr><th scope="col">kind</th><th scope="col">about</th><th scope="col" class="num">held by</th><th scope="col" class="num">bits</th><th scope="col"><span class="unseen">allow-list</span></th></tr></thead><tbody>{held.map((row, at) => <tr key={at}><td><Kind kind={row.kind as string} /></td><td>{row.value_kind} <Link href={thingAddress(row.value ?? "")}><bdi class="id">{printable(row.value ?? "", 50)}</bdi></Link></td><td class="num">{formatCount(row.members)}</td><td class="num">{formatBits(row.bits)}</td><td>{row.allowed === true ? "on the allow-list" : ""}</td></tr>)}</tbody></table>}
      </div>
    );
  })}</>;
}

/** Puts something on the allow-list, with a reason and, if wanted, an end. */
export function AllowForm({ kind, value }: { kind: string; value: string }): JSX.Element {
  const state = useContext(Console);
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState("");
  const sending = useSending<{ allow_id: number; released_count: number }>("allow");
  if (state.session.database === null) return <ReadOnly />;
  if (!(allowKinds as readonly string[]).includes(kind)) return <p class="faint">A {kind} cannot be on the allow-list.</p>;
  return (
    <form class="decision" aria-label="Allow-list" onSubmit={(event) => {
      event.preventDefault();
      void sending.send({ kind, value, reason, expires_at: until === "" ? null : new Date(`${until}T00:00:00Z`).toISOString() });
    }}>
      <p>Put the {kind} <bdi class="id">{printable(value, 60)}</bdi> on the allow-list: nothing is proposed or released against it, or because of it.</p>
      <Reason value={reason} onInput={setReason} />
      <label>Until (UTC; empty: no end)<input type="date" value={until} onInput={(event) => setUntil(event.currentTarget.value)} /></label>
      <div class="row"><button type="submit" disabled={sending.busy || reason.trim() === ""}>Put it on the allow-list</button></div>
      {sending.refused === undefined ? null : <Refusal error={sending.refused} />}
      {sending.done === undefined ? null : <p class="outcome" role="status">Entry {sending.done.allow_id} holds. {sending.done.released_count > 0 ? `${formatCount(sending.done.released_count)} cases that rest on it are in force already; undo lifts them.` : ""}</p>}
    </form>
  );
}

/** Entries of the allow-list that hold; a reviewer takes them back. */
export function AllowList({ entries }: { entries: readonly Sent<AllowEntry>[] }): JSX.Element {
  const state = useContext(Console);
  const removing = useSending<{ removed: boolean }>("allow-remove");
  const decides = holds(state, "reviewer");
  const columns = useMemo<Column<Sent<AllowEntry>>[]>(() => [
    { id: "kind", head: "what", cell: (row) => row.kind, value: (row) => row.kind },
    { id: "value", head: "which", cell: (row) => (row.kind === "account" ? <AccountLink id={row.value} /> : <Link href={thingAddress(row.value)}><Id id={row.value} limit={60} /></Link>), value: (row) => row.value },
    { id: "reason", head: "reason", cell: (row) => printable(row.reason, 300), value: (row) => row.reason },
    { id: "author", head: "by", cell: (row) => printable(row.author, 60), value: (row) => row.author },
    { id: "added", head: "since", cell: (row) => <Time iso={row.added_at} />, value: (row) => Date.parse(row.added_at) },
    { id: "end", head: "until", cell: (row) => (row.expires_at === null ? "no end" : <Time iso={row.expires_at} />), value: (row) => (row.expires_at === null ? null : Date.parse(row.expires_at)) },
    ...(decides ? [{ id: "back", head: "", cell: (row: Sent<AllowEntry>) => <button type="button" disabled={removing.busy} onClick={() => void removing.send({ allow_id: row.allow_id })}>take back</button> }] : []),
  ], [decides, removing.busy]);
  if (entries.length === 0) return <p class="faint">It is empty.</p>;
  return <>{removing.refused === undefined ? null : <Refusal error={removing.refused} />}<DataTable label="Allow-list" columns={columns} rows={entries} rowId={(row) => String(row.allow_id)} /></>;
}

/** Lifts what an account, a ring, a run or a release caused; first it is shown what that would come to. */
export function UndoForm({ what, subject }: { what: Undoable; subject: string }): JSX.Element {
  const [reason, setReason] = useState("");
  const [allow, setAllow] = useState(false);
  const looking = useSending<UndoOutcome>("undo-preview", false);
  const sending = useSending<UndoOutcome>("undo");
  // The release's name: asked again with it, an undo has no second effect.
  const id = useRef(`undo-${crypto.randomUUID()}`);
  const says = (outcome: UndoOutcome): ComponentChildren => `${formatCount(outcome.lifted)} effects ${outcome.lifted === 1 ? "is" : "are"} lifted and ${formatCount(outcome.withdrawn)} open cases withdrawn${outcome.allowed === null ? "" : `; ${formatCount(outcome.allowed)} accounts go on the allow-list`}`;
  return (
    <details class="undo">
      <summary>Undo what this {what} caused</summary>
      <form class="decision" aria-label="Undo" onSubmit={(event) => {
        event.preventDefault();
        void sending.send({ what, subject, allow, reason, id: id.current }).then((done) => {
          if (done !== undefined) id.current = `undo-${crypto.randomUUID()}`;
        });
      }}>
        <label class="check"><input type="checkbox" checked={allow} onChange={(event) => setAllow(event.currentTarget.checked)} /> put the accounts on the allow-list, so that the next night does not propose them again</label>
        <div class="row"><button type="button" disabled={looking.busy} onClick={() => void looking.send({ what, subject, allow })}>Show what it would do</button></div>
        {looking.refused === undefined ? null : <Refusal error={looking.refused} />}
        {looking.done === undefined ? null : (
          <>
            <p role="status">{looking.done.outcome === "nothing" ? "Nothing of it is in force or open." : <>It would do this: {says(looking.done)}.</>}</p>
            <Reason value={reason} onInput={setReason} label="Reason of the undo" />
            <div class="row"><button type="submit" class="main" disabled={sending.busy || reason.trim() === ""}>Undo</button></div>
          </>
        )}
        {sending.refused === undefined ? null : <Refusal error={sending.refused} />}
        {sending.done === undefined ? null : <p class="outcome" role="status">{sending.done.outcome === "nothing" ? "Nothing of it was in force or open." : sending.done.outcome === "ahead" ? `${formatCount(sending.done.lifted)} effects are lifted: consumers are told now. Their rows in the feed follow when whoever holds the lock on cases is done.` : <>Done: {says(sending.done)}.</>}</p>}
      </form>
    </details>
  );
}
