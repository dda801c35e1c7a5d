/**
 * Every number that shapes a world. Ranges are [low, high], both ends included; a `…Share` is a chance or a fraction.
 * Nothing here is read by the detector.
 */

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** How far back from `as_of` each table reaches. */
export const span = { loginDays: 30, actionDays: 10, registrationDays: 1095 } as const;

/** UTC offsets of the regions (hours) and the share of accounts that live there. */
export const regions = { offsetHours: [-5, -3, 0, 1, 3, 8], share: [0.16, 0.1, 0.14, 0.3, 0.1, 0.2] } as const;

/** Relative activity by local hour, 0 to 23. */
export const rhythm = {
  workday: [2, 1, 0.6, 0.4, 0.4, 0.6, 1.2, 2, 2.4, 2.4, 2.6, 3, 3.6, 3.2, 3, 3.4, 4.2, 5, 6, 7.5, 8.5, 8.2, 6.5, 4],
  weekend: [3.5, 2.2, 1.4, 0.8, 0.5, 0.5, 0.8, 1.4, 2.4, 3.6, 4.6, 5.2, 5.4, 5.4, 5.6, 5.8, 6, 6.2, 6.8, 7.8, 8.6, 8.4, 7, 5],
} as const;

export const innocent = {
  /** Accounts in a household: the share of households with 1, 2, … 5 accounts. */
  householdShare: [0.46, 0.25, 0.15, 0.09, 0.05],
  /** Dormitories and shared flats: one address and a common console; share of accounts, and accounts in one. */
  dorm: { accountShare: 0.004, size: [8, 20], consoleShare: 0.2 },
  /** How a household is on the network: own fixed IPv4; IPv4 from a pool, new every night; behind the provider's NAT; IPv6 /64 with privacy addresses. */
  homeNetworkShare: { fixed: 0.32, nightly: 0.27, sharedNat: 0.11, ipv6: 0.3 },
  /** Households in one /24 of fixed addresses. */
  householdsPerSubnet: 24,
  /** Households behind one address of a provider's NAT. */
  householdsPerNat: 60,
  /** Nightly pools: addresses per household that draws from them. */
  nightlyAddressesPerHousehold: 3,
  /** Of logins in a household with shared tablets or consoles, the share that is made on one. */
  sharedDeviceShare: 0.28,
  /** Accounts without a phone of their own, in households of two and more. */
  noPhoneShare: 0.12,
  secondDeviceShare: 0.4,
  /** Accounts that also (or only) use a mobile carrier; its addresses rotate every few hours within a few /24s. */
  carrier: { share: 0.6, onlyShare: 0.09, count: 7, accountsPerAddress: 1500, minAddresses: 4, rotateHours: 4, loginShare: 0.34 },
  /** Offices and campuses: 50 to 2,000 accounts behind 1 to 6 addresses, with some shared machines. */
  place: { accountShare: 0.09, size: [50, 2000], largestShare: 0.01, addresses: [1, 6], labAccountsPerDevice: 25, labLoginShare: 0.1, campusShare: 0.45 },
  /** Internet cafés: guests come with other homes; share of accounts, guests and devices of one. */
  cafe: { accountShare: 0.008, guests: [40, 200], devices: [6, 14], loginShare: 0.3 },
  /** Phones that changed hands inside the window. */
  secondHandShare: 0.012,
  /** Sessions per day: share of accounts, and range, log-uniform. The rest hardly ever comes. */
  activity: [
    { share: 0.34, sessions: [0.003, 0.02] },
    { share: 0.32, sessions: [0.05, 0.3] },
    { share: 0.25, sessions: [0.25, 0.8] },
    { share: 0.085, sessions: [0.8, 2.4] },
    { share: 0.005, sessions: [2.4, 7] },
  ],
  /** Chance that a session begins with a login (others are still logged in). */
  loginPerSessionShare: 0.52,
  weekendFactor: 1.3,
  /** Share of sessions in which a fan comes for a favourite's show, and of these the share that comes for its start. */
  forShowShare: 0.62,
  forStartShare: 0.6,
  /** Delay after the start: most fans, log-normal (median ms, sigma); the punctual ones wait for it. */
  fanDelay: { medianMs: 6 * minuteMs, sigma: 1.3 },
  punctual: { share: 0.07, medianMs: 28_000, sigma: 0.6 },
  favouriteCount: 4,
  /** Acts after the first of a visit (mean of a geometric number), and stay (log-normal). */
  actsPerVisit: 2.3,
  stay: { medianMs: 28 * minuteMs, sigma: 1.0 },
  /** A streamer calls for likes once or twice in a show; viewers who answer, and the mean delay. */
  callAnswerShare: 0.22,
  callDelayMs: 22_000,
  hopShare: 0.18,
  clipShare: 0.3,
  /** Accounts that stream: share of all; popularity ~ rank^-exponent inside a region. */
  streamer: { share: 0.012, exponent: 0.82, dailyShare: 0.25, someDaysShare: 0.35, someDaysChance: 0.5, weeklyShare: 0.1, rareChance: 0.2, otherRegionShare: 0.2 },
  /** Shows that end with a raid, viewers still there who go along, and the mean of their delay. */
  raid: { showShare: 0.1, followShare: 0.75, delayMs: 18_000 },
  /** Breaking news: share of accounts that arrive, within about ten minutes. */
  flash: { accountShare: 0.015, medianMs: 3.5 * minuteMs, sigma: 0.7 },
  /** "Follow these five rooms now": one in so many accounts, rooms, share of viewers who do it, reaction. */
  giveaway: { accountsPerEvent: 15_000, rooms: 5, viewers: [60, 1500], joinShare: 0.4, medianMs: 75_000, sigma: 0.8, stepMs: 14_000 },
  /** Friends who meet every evening; share of accounts, sizes, who comes, when (sd), and evenings on which they move on together. */
  friends: { accountShare: 0.03, size: [5, 30], comeShare: 0.5, spreadMs: 3 * minuteMs, moveShare: 0.15, moveMedianMs: 80_000, moveSigma: 0.9 },
  /** Households that watch a show together: chance per day, who joins, spread. */
  together: { householdDayChance: 0.05, dormDayChance: 0.15, joinShare: 0.7, spreadMs: 35_000 },
  /** Agencies: an office of real streamers with shared phones. */
  agency: { accountsPerAgency: 30_000, size: [8, 25], phoneLoginShare: 0.35, visitShare: 0.12, visitMedianMs: 4 * minuteMs },
  protectedShare: 0.005,
  /** Accounts that were banned long before: members of past rings, in batches, and a few single ones. */
  pastRing: { accountShare: 0.0025, size: [15, 60], singleShare: 0.0005 },
  /** A streamer brings people to sign up: one in so many accounts, and how many follow the call (log-uniform share of all), within. */
  signUpCall: { accountsPerEvent: 20_000, share: [0.0002, 0.0012], withinMs: 2 * hourMs },
} as const;

/** Of all accounts, the share in rings (hijacked ones included). Never above .02. */
export const ringShare = 0.018;

/** Ring share 200,000 accounts have this many rings of a habit times its `ringFactor`; it grows with the power below 1, so rings grow too. */
export const ringCount = { at: 200_000, count: 7, power: 0.75 } as const;

/** The part of a ring's accounts that the platform has already banned; most rings have none. */
export const closedRing = { ringShare: 0.35, memberShare: [0.02, 0.12] } as const;

/**
 * What a ring does, by habit. `budget`: its part of all ring accounts; `size`: accounts (shrunk in small worlds, never below `least`);
 * `largestShare`: the part of the budget that one ring of the habit takes, before the others;
 * a *wave* is one common deed: so many in `waveDays` before `as_of`, each catching `catchShare` of the ring within `spreadMs`.
 * `camouflage`: sessions per day of ordinary looking life.
 */
export const habits = {
  farm: {
    budget: 0.2, size: [20, 300], least: 16, ringFactor: 1, accountsPerDevice: [8, 12], pastDeviceRingShare: 0.25, moveShare: 0.3, moveLoginShare: 0.4, accountsPerAddress: [20, 30],
    batch: [5, 30], batchSpanMs: [15 * minuteMs, 90 * minuteMs], batchDays: [2, 7], ageDays: [15, 260], customers: [3, 7], waves: [6, 18], waveDays: 9.5,
    catchShare: [0.6, 0.92], spreadMs: [minuteMs, 4 * minuteMs], logins: [3, 14], camouflage: [0.05, 0.5],
  },
  proxy: {
    budget: 0.2, size: [30, 300], least: 20, ringFactor: 1, poolPerAccount: [4, 15], ageDays: [10, 500], batchShare: 0.3, waves: [5, 15], waveDays: 7,
    catchShare: [0.6, 0.9], spreadMs: [20_000, 70_000], popularShare: 0.6, logins: [2, 10], camouflage: [0.05, 0.6],
  },
  engagement: {
    budget: 0.13, size: [20, 150], least: 12, ringFactor: 1, targets: [10, 30], wavesPerTarget: [1, 2], waveDays: 9, catchShare: [0.5, 0.85],
    spreadMs: [2 * minuteMs, 6 * minuteMs], pairShare: 0.3, ageDays: [20, 700], logins: [2, 10], camouflage: [0.1, 0.7],
  },
  cell: {
    budget: 0.06, size: [6, 6], least: 6, ringFactor: 4, devices: [1, 2], targets: [4, 8], waveDays: 6.5, catchShare: [0.8, 1], spreadMs: [20_000, 60_000],
    ageDays: [15, 400], togetherShare: 0.5, logins: [3, 12], camouflage: [0.05, 0.5],
  },
  sleeper: {
    budget: 0.23, size: [50, 2000], largestShare: 0.4, least: 24, ringFactor: 0.9, quarters: [1, 4], ageDays: [30, 120], accountsPerDevice: 3, logins: [1, 4], actShare: 0.05, hostedShare: 0.4,
  },
  hijacked: {
    budget: 0.09, size: [20, 200], least: 12, ringFactor: 1, minAgeDays: 220, accountsPerDevice: [5, 10], startDaysAgo: [1.5, 5], logins: [1, 3],
    waves: [3, 6], catchShare: [0.7, 0.95], spreadMs: [minuteMs, 2 * minuteMs], popularShare: 0.4,
  },
  slow: {
    budget: 0.09, size: [15, 100], least: 10, ringFactor: 1, accountsPerDevice: [3, 5], accountsPerAddress: [6, 12], targets: [10, 20], takeShare: [0.65, 0.95],
    jitterMs: 5 * hourMs, ageDays: [20, 500], logins: [3, 14], camouflage: [0.05, 0.5],
  },
} as const;

export type Habit = keyof typeof habits;
export const habitNames = Object.keys(habits) as Habit[];

/** What an innocent account is notable for; the later one wins where several fit. */
export const innocentKinds = [
  "ordinary", "household", "carrier", "ipv6_home", "punctual_fan", "campus", "office", "cafe", "second_hand", "dorm", "raid", "flash_crowd", "sign_up_call", "friends", "giveaway", "streamer", "agency", "closed",
] as const;
export type InnocentKind = (typeof innocentKinds)[number];

/** The deeds of the platform; a row holds the index. */
export const actionNames = ["watch", "like", "comment", "gift", "follow", "live_start", "share", "search"] as const;
export type ActionName = (typeof actionNames)[number];
export const actionNumber = Object.fromEntries(actionNames.map((name, i) => [name, i])) as Record<ActionName, number>;
