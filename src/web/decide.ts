import { z } from "zod";
import { allowKinds, undoable } from "../enforcement/nameable.js";
import { allowAdd, allowRemove, decideAccounts, decideRing, look, openReview } from "../enforcement/people.js";
import { previewUndo, undo } from "../enforcement/releases.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import { withClient } from "../postgres/connect.js";

// Every way in which the console changes something, and nothing else of it does: the functions of the database decide who may.

const text = z.string().max(100_000);
const reason = z.string().min(1).max(500);
const accounts = z.array(text).min(1).max(20_000);
const reviewNumber = z.number().int().positive();
const verdict = z.enum(["approve", "reject"]);
const undone = z.object({ what: z.enum(undoable), subject: text, allow: z.boolean() });

/** What each form holds, and what is done with it. The name is the end of its address. */
const forms = {
  /** Draws the accounts that must be looked at. */
  "open-review": form(z.object({ ring: text }), (client, { ring }) => openReview(client, ring)),
  /** Shows one of them; that it was looked at is written down. */
  look: form(z.object({ review_id: reviewNumber, account: text }), async (client, { review_id: reviewId, account }) => ({ why: await look(client, reviewId, account) })),
  ring: form(z.object({ review_id: reviewNumber, verdict, reason }), (client, { review_id: reviewId, ...rest }) => decideRing(client, { reviewId, ...rest })),
  accounts: form(z.object({ accounts, verdict, reason }), (client, asked) => decideAccounts(client, asked.accounts, asked.verdict, asked.reason)),
  allow: form(z.object({ kind: z.enum(allowKinds as [string, ...string[]]), value: text, reason, expires_at: z.iso.datetime().nullable() }), (client, entry) =>
    allowAdd(client, { kind: entry.kind as (typeof allowKinds)[number], value: entry.value, reason: entry.reason, expiresAt: entry.expires_at === null ? null : new Date(entry.expires_at) })),
  "allow-remove": form(z.object({ allow_id: z.number().int().positive() }), async (client, { allow_id: id }) => ({ removed: await allowRemove(client, id) })),
  "undo-preview": form(undone, (client, request) => previewUndo(client, request)),
  undo: form(undone.extend({ reason, id: z.string().regex(/^[A-Za-z0-9.:_-]{1,100}$/) }), (client, request) => undo(client, request)),
} as const;

export type FormName = keyof typeof forms;
export const isForm = (name: string): name is FormName => Object.hasOwn(forms, name);

type Client = Parameters<typeof openReview>[0];
type Form = (url: string, body: unknown) => Promise<object>;

function form<Body>(schema: z.ZodType<Body>, work: (client: Client, body: Body) => Promise<object>): Form {
  return (url, body) => {
    const read = schema.safeParse(body);
    if (!read.success) throw new RingfenceError("USAGE", `The form is not complete: ${read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")}.`);
    return withClient(url, "ringfence console", (client) => work(client, read.data));
  };
}

/** How many answers are remembered, for a form that is sent again. */
const remembered = 1000;

/** Sends forms to the database as the user of DATABASE_URL, each once: the same form again gets the answer of the first time. */
export class Decider {
  private readonly sent = new Map<string, Promise<object>>();

  constructor(private readonly url: string) {}

  /**
   * @param id of this sending, made by the page with the form
   * @throws RingfenceError with the database's own sentence where it refuses
   */
  send(name: FormName, id: string, body: unknown): Promise<object> {
    const key = `${name} ${id}`;
    const known = this.sent.get(key);
    if (known !== undefined) return known;
    // A refusal is no decision: the same form may be sent once more.
    const answer = Promise.resolve().then(() => forms[name](this.url, body)).catch((error: unknown) => {
      this.sent.delete(key);
      throw error;
    });
    this.sent.set(key, answer);
    const [oldest] = this.sent.keys();
    if (this.sent.size > remembered) this.sent.delete(oldest);
    return answer;
  }
}
