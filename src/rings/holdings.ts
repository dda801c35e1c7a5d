/** What the ring test needs to know of one kind, by the kind's number in coded tables. */
export interface KindRule {
  proves: "control" | "coordination" | "taste" | "nothing";
  /** The account itself must have produced it; else an attacker can make a victim leave it. */
  ownAct: boolean;
  /** Holding the parent without the key is evidence against. */
  bothWays: boolean;
  /** Whether the keys of the kind partition a ring: an account holds few of them (overlapping), or one and no other (exclusive). */
  partitions: "no" | "overlapping" | "exclusive";
  /** A day in common, not a moment. */
  slow: boolean;
  /** Keys closer than this count once (ms); 0: no such rule. */
  momentMs: number;
  /** Traced after the searches for groups, for what they proved; its keys stand after all others. */
  late?: boolean;
}

/** A machine: what links accounts and each must have come to by itself (a device). */
export const isMachine = (rule: KindRule): boolean => rule.ownAct && rule.proves === "control";

/** A moment in common: coordination that others can copy. */
export const isMoment = (rule: KindRule): boolean => rule.proves === "coordination" && !rule.ownAct && !rule.slow;

/** A creation: coordination that an account cannot be made to show by others (the moment of its registration). */
export const isCreation = (rule: KindRule): boolean => rule.ownAct && rule.proves === "coordination" && rule.partitions === "exclusive";

/**
 * Who holds which key, in columns: the ring test's whole view of the world. Accounts and keys are numbers (`account`, `key_no` of the
 * coded tables); both directions are stored as offsets into one array (compressed sparse rows).
 */
export interface Holdings {
  /** N: accounts accepted by staging, closed ones not. */
  population: number;
  /** Accounts, closed ones included; account numbers are below it. */
  accountTotal: number;
  kinds: readonly KindRule[];
  /** By key: number of its kind, source, parent key (-1: none), accounts that hold it, accounts under its parent (no parent: N). */
  kind: Uint8Array;
  source: Int32Array;
  parent: Int32Array;
  accountCount: Int32Array;
  underCount: Int32Array;
  /** By key: the usual chance of holding it, in (0, 0.5]; 0: the kind has no such curve. */
  usual: Float64Array;
  /** By key: its earliest trace, ms. */
  atMs: Float64Array;
  /** By key: the account whose room its target is (-1: none, or no target), and how many accounts did anything there. */
  owner: Int32Array;
  audienceCount: Int32Array;
  /** By account: the share of its logins on devices that nobody else used, 0 to 1; 1 where no device is known. */
  soloShare: Float32Array;
  /** Keys of account a: `accountKeys[accountStart[a] … accountStart[a + 1]]`, ascending. */
  accountStart: Int32Array;
  accountKeys: Int32Array;
  /** Accounts of key k: `keyAccounts[keyStart[k] … keyStart[k + 1]]`, ascending. */
  keyStart: Int32Array;
  keyAccounts: Int32Array;
  /** Beside `keyAccounts`: when that account first left the key's trace, seconds since 1970. */
  keySeconds: Uint32Array;
}

/** Columns as they come from the engine: keys numbered from 0, holdings in any order, each once. */
export interface HoldingColumns {
  population: number;
  accountTotal: number;
  kinds: readonly KindRule[];
  kind: ArrayLike<number>;
  source: ArrayLike<number>;
  parent: ArrayLike<number>;
  underCount: ArrayLike<number>;
  usual: Float64Array;
  atMs: Float64Array;
  /** Rooms of accounts: key, owner and audience, where a key has an owner. */
  rooms?: { key: ArrayLike<number>; owner: ArrayLike<number>; audienceCount: ArrayLike<number> };
  /** Solo shares of the accounts that have one. */
  solo?: { account: ArrayLike<number>; share: ArrayLike<number> };
  holdingKey: ArrayLike<number>;
  holdingAccount: ArrayLike<number>;
  /** When each holding began, whole seconds since 1970. */
  holdingSeconds: ArrayLike<number>;
}

/** Builds both directions from one column of pairs, by counting sorts: linear, no object per row, and the engine need not sort. */
export function holdingsFrom(columns: HoldingColumns): Holdings {
  const { holdingKey, holdingAccount, holdingSeconds, accountTotal } = columns;
  const total = holdingKey.length;
  const keyTotal = columns.kind.length;
  const keyStart = new Int32Array(keyTotal + 1);
  const accountStart = new Int32Array(accountTotal + 1);
  for (let i = 0; i < total; i++) {
    keyStart[holdingKey[i] + 1]++;
    accountStart[holdingAccount[i] + 1]++;
  }
  const accountCount = keyStart.slice(1);
  for (let k = 0; k < keyTotal; k++) keyStart[k + 1] += keyStart[k];
  for (let a = 0; a < accountTotal; a++) accountStart[a + 1] += accountStart[a];
  // By account first; from there each key gets its accounts in ascending order. Rows land anywhere, and what takes the time is the way there: key and seconds lie side by side.
  const ofAccount = new Int32Array(2 * total);
  const nextOfAccount = accountStart.slice(0, accountTotal);
  for (let i = 0; i < total; i++) {
    const at = 2 * nextOfAccount[holdingAccount[i]]++;
    ofAccount[at] = holdingKey[i];
    ofAccount[at + 1] = holdingSeconds[i];
  }
  const accountKeys = new Int32Array(total);
  const keyAccounts = new Int32Array(total);
  const keySeconds = new Uint32Array(total);
  const nextOfKey = keyStart.slice(0, keyTotal);
  for (let a = 0; a < accountTotal; a++) {
    for (let i = accountStart[a]; i < accountStart[a + 1]; i++) {
      const key = ofAccount[2 * i];
      const at = nextOfKey[key]++;
      keyAccounts[at] = a;
      keySeconds[at] = ofAccount[2 * i + 1];
      accountKeys[i] = key;
    }
    sortBetween(accountKeys, accountStart[a], accountStart[a + 1]);
  }
  const owner = new Int32Array(keyTotal).fill(-1);
  const audienceCount = new Int32Array(keyTotal);
  const { rooms, solo } = columns;
  if (rooms !== undefined) {
    for (let i = 0; i < rooms.key.length; i++) {
      owner[rooms.key[i]] = rooms.owner[i];
      audienceCount[rooms.key[i]] = rooms.audienceCount[i];
    }
  }
  const soloShare = new Float32Array(accountTotal).fill(1);
  if (solo !== undefined) for (let i = 0; i < solo.account.length; i++) soloShare[solo.account[i]] = solo.share[i];
  return {
    owner,
    audienceCount,
    soloShare,
    population: columns.population,
    accountTotal,
    kinds: columns.kinds,
    kind: Uint8Array.from(columns.kind),
    source: Int32Array.from(columns.source),
    parent: Int32Array.from(columns.parent),
    accountCount,
    underCount: Int32Array.from(columns.underCount),
    usual: columns.usual,
    atMs: columns.atMs,
    accountStart,
    accountKeys,
    keyStart,
    keyAccounts,
    keySeconds,
  };
}

/** Lists up to this length are sorted by insertion, which needs no call and no view. */
const shortList = 64;

/** Sorts a part of a column, ascending. */
function sortBetween(numbers: Int32Array, from: number, to: number): void {
  if (to - from > shortList) {
    numbers.subarray(from, to).sort();
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const number = numbers[i];
    let at = i;
    for (; at > from && numbers[at - 1] > number; at--) numbers[at] = numbers[at - 1];
    numbers[at] = number;
  }
}

/**
 * The holdings without some accounts and without the keys of late kinds: what is left to explain once the given rings are. Their moments do not make the moments
 * of others look common, and they are nobody's outsiders.
 * @param gone by account: 1 where it is left out
 */
export function withoutAccounts(holdings: Holdings, gone: Uint8Array): Holdings {
  const { kinds, kind } = holdings;
  let keyTotal = kind.length;
  while (keyTotal > 0 && kinds[kind[keyTotal - 1]].late === true) keyTotal--;
  if (keyTotal === kind.length && !gone.includes(1)) return holdings;
  const keyStart = new Int32Array(keyTotal + 1);
  const accountStart = new Int32Array(holdings.accountTotal + 1);
  const end = holdings.keyStart[keyTotal];
  const keyAccounts = new Int32Array(end);
  const keySeconds = new Uint32Array(end);
  let kept = 0;
  for (let key = 0; key < keyTotal; key++) {
    for (let i = holdings.keyStart[key]; i < holdings.keyStart[key + 1]; i++) {
      const account = holdings.keyAccounts[i];
      if (gone[account] === 1) continue;
      keyAccounts[kept] = account;
      keySeconds[kept++] = holdings.keySeconds[i];
    }
    keyStart[key + 1] = kept;
  }
  const accountKeys = new Int32Array(kept);
  for (let account = 0; account < holdings.accountTotal; account++) {
    const from = holdings.accountStart[account];
    let to = gone[account] === 1 ? from : holdings.accountStart[account + 1];
    while (to > from && holdings.accountKeys[to - 1] >= keyTotal) to--;
    const start = accountStart[account];
    for (let i = from; i < to; i++) accountKeys[start + i - from] = holdings.accountKeys[i];
    accountStart[account + 1] = start + to - from;
  }
  const accountCount = Int32Array.from({ length: keyTotal }, (_, key) => keyStart[key + 1] - keyStart[key]);
  const parent = holdings.parent.subarray(0, keyTotal);
  return {
    ...holdings,
    kind: kind.subarray(0, keyTotal), source: holdings.source.subarray(0, keyTotal), parent, usual: holdings.usual.subarray(0, keyTotal), atMs: holdings.atMs.subarray(0, keyTotal),
    owner: holdings.owner.subarray(0, keyTotal), audienceCount: holdings.audienceCount.subarray(0, keyTotal),
    accountCount,
    underCount: Int32Array.from(parent, (under, key) => holdings.underCount[key] - (under < 0 ? 0 : holdings.accountCount[under] - accountCount[under])),
    keyStart, keyAccounts: keyAccounts.subarray(0, kept), keySeconds: keySeconds.subarray(0, kept), accountStart, accountKeys,
  };
}
