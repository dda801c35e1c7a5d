/** What the registry says of one kind of trace; the SELECT itself is `sql/traces/<kind>.sql`. */
export interface TraceKindSpec {
  /** `own-act`: the account itself must have produced it; `imprintable`: an attacker can make a victim leave it. */
  class: "own-act" | "imprintable";
  /** How far back a run reads, in days before `as_of`. */
  lookBackDays: number;
  /**
   * What its bits prove at most: *control* links accounts, *coordination* says they act as one, *taste* proposes and is capped at half the
   * price, *nothing* is only the parent of another kind.
   */
  proves: "control" | "coordination" | "taste" | "nothing";
  /** The kind whose key is this kind's parent: its chance is taken among the accounts under the parent (the chain rule). */
  given?: string;
  /** Holding the parent without the key is evidence against: meeting on a target, but not in the same moment. */
  bothWays?: boolean;
  /** The keys of the kind partition a ring: an account holds few of them (overlapping), or one and no other (exclusive). See RingTest. */
  partitions?: "overlapping" | "exclusive";
  /**
   * Where the usual chance of a key comes from, besides the accounts outside the ring: `sql/graph/usual/<this>.sql`.
   * Without it a ring that fills its own minute would look unique.
   */
  usual?: string;
  /**
   * Its SELECT gives a thing (`thing_no` of `thing`: a deed or a target) and a moment (`moment_ms`, -1: none) instead of texts, which pays where keys are counted in
   * millions. The key reads `name` or `name@moment`, a moment's parent is its thing, the source is the target.
   */
  numbered?: true;
  /** Its sources are targets: where target ids are account ids, they have an owner. */
  ofTarget?: true;
  /** An earlier kind with the same sources: of the keys of both that have one source the better one counts. */
  sourcesOf?: string;
  /** Its keys are too common to propose who is looked at together; the ring test counts them all the same. */
  proposes?: false;
  /** Its SELECT reads what the searches for groups left (`proved_joint`, `flood_account`, `cohort_account`), so it is traced after them. */
  late?: true;
  /** A day in common, not a moment: two of them make one occasion, and without a tie of control they make no ring. */
  slow?: true;
  /** Keys of this kind closer in time than this are one event and count once, whatever their targets (ms). */
  momentMs?: number;
  /** What its keys are about: the allow-list, the one-value brake and `why_case` speak of these. */
  value: "device" | "address" | "network" | "target" | "registration" | "flood";
  /** How a key holds that value; times are milliseconds. Filled into `ringfence.trace_kind` by `ringfence migrate`. */
  keyForm: "value" | "value@time" | "action:value" | "action:value@time";
  /** Named parameters of the SELECT, with the unit in the name. */
  params?: Readonly<Record<string, number>>;
  /** Colour in pictures and legends. */
  colour: string;
  /** One phrase for people: "they share …". */
  phrase: string;
}

/** Every kind of trace. The name is its SQL file's; CLI choices, legend, docs table and views derive from here. */
export const traceKinds = {
  device: { class: "own-act", lookBackDays: 90, value: "device", keyForm: "value", proves: "control", partitions: "overlapping", colour: "#c8553d", phrase: "a device" },
  subnet: { class: "imprintable", lookBackDays: 14, value: "network", keyForm: "value@time", proves: "control", colour: "#8fb8de", phrase: "a network (/24 or /48) on the same day" },
  ip: { class: "imprintable", lookBackDays: 14, value: "address", keyForm: "value@time", proves: "control", given: "subnet", colour: "#2e86ab", phrase: "an address on the same day" },
  engagement: { class: "imprintable", lookBackDays: 7, value: "target", keyForm: "action:value", proves: "taste", numbered: true, ofTarget: true, colour: "#8d99ae", phrase: "a target" },
  timing: {
    class: "imprintable", lookBackDays: 7, value: "target", keyForm: "action:value@time", proves: "coordination", given: "engagement", bothWays: true, usual: "timing", numbered: true, ofTarget: true,
    momentMs: 1_800_000, params: { bucket_ms: 180_000 }, colour: "#e9a23b", phrase: "a target in the same moment",
  },
  audience: { class: "imprintable", lookBackDays: 7, value: "target", keyForm: "value", proves: "nothing", numbered: true, ofTarget: true, proposes: false, colour: "#b9b4c7", phrase: "a target" },
  pace: {
    class: "imprintable", lookBackDays: 7, value: "target", keyForm: "value@time", proves: "coordination", given: "audience", bothWays: true, usual: "pace", numbered: true, ofTarget: true, sourcesOf: "timing", proposes: false, slow: true,
    momentMs: 1_800_000, params: { bucket_ms: 86_400_000 }, colour: "#c59b5f", phrase: "a target on the same day",
  },
  registration: {
    class: "own-act", lookBackDays: 180, value: "registration", keyForm: "value", proves: "coordination", partitions: "exclusive", usual: "registration",
    params: { bucket_ms: 900_000 }, colour: "#66a182", phrase: "the quarter hour of registration",
  },
  closed_audience: {
    class: "imprintable", lookBackDays: 7, value: "target", keyForm: "action:value", proves: "coordination", ofTarget: true, sourcesOf: "timing", proposes: false, late: true, colour: "#7b4b94", phrase: "a target whose public they are",
  },
  flood: { class: "own-act", lookBackDays: 7, value: "flood", keyForm: "value", proves: "coordination", proposes: false, late: true, colour: "#d7263d", phrase: "a planned flood of rooms" },
  cohort: { class: "own-act", lookBackDays: 90, value: "registration", keyForm: "value", proves: "coordination", usual: "cohort", proposes: false, late: true, colour: "#3f5e5a", phrase: "a run of registrations that hardly anybody came back from" },
} as const satisfies Record<string, TraceKindSpec>;

export type TraceKind = keyof typeof traceKinds;

/** The kinds in their one order: the order of the registry. A parent kind stands before the kinds given it. */
export const kindNames = Object.keys(traceKinds) as TraceKind[];

/** Look-ups by kind where the literal types of the registry are in the way. */
export const kindSpec = (kind: TraceKind): TraceKindSpec => traceKinds[kind];

/** The number of a kind in coded tables: its place in the registry. */
export const kindNumber = (kind: TraceKind): number => kindNames.indexOf(kind);

/** The longest look-back of a set of kinds, in ms. */
export const lookBackMs = (...kinds: TraceKind[]): number => Math.max(...kinds.map((kind) => traceKinds[kind].lookBackDays)) * 86_400_000;
