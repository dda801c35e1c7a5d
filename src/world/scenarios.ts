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
  /** Of households of three and more, the share with one tablet, no phones and no second machine. */
  tabletFamilyShare: 0.04,
  secondDeviceShare: 0.4,
  /** Accounts that also (or only) use a mobile carrier; its addresses rotate every few hours within a few /24s. */
  carrier: { share: 0.6, onlyShare: 0.09, count: 7, accountsPerAddress: 1500, minAddresses: 4, rotateHours: 4, loginShare: 0.34 },
  /** Offices and campuses: 50 to 2,000 accounts behind 1 to 6 addresses, with some shared machines. */
  place: { accountShare: 0.09, size: [50, 2000], largestShare: 0.01, addresses: [1, 6], labAccountsPerDevice: 25, labLoginShare: 0.1, campusShare: 0.45 },
  /** Internet cafés: guests come with other homes; share of accounts, guests and devices of one. */
  cafe: { accountShare: 0.008, guests: [40, 200], devices: [6, 14], loginShare: 0.3 },
  /**
   * Corporate VPNs: employees who live all over leave through a few addresses in working hours, on machines of their own. Accounts in one
   * (log-uniform, at most `largestShare` of everybody), its exits, and the share of working-hour logins that go through it.
   */
  vpn: { accountShare: 0.012, size: [150, 800], largestShare: 0.004, least: 80, addresses: [2, 4], loginShare: 0.8 },
  /**
   * Phone shops: accounts are set up on a demo device and the shop's Wi-Fi, over some weeks that ended some days ago, and live on phones of
   * their own from then on. `returnShare`: customers who come back once for help.
   */
  shop: { accountsPerShop: 25_000, customers: [20, 120], devices: [1, 2], weeks: [3, 9], endedDaysAgo: [0, 25], returnShare: 0.12 },
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
  /**
   * Agencies: an office of real streamers with shared phones, who open each other's shows: chance to drop in on a colleague's show, when
   * (log-normal), and the shares of visitors who like and who gift. `protectedShare`: members who are partners of the platform.
   */
  agency: { accountsPerAgency: 30_000, size: [8, 25], phoneLoginShare: 0.35, visitShare: 0.35, visitMedianMs: 2 * minuteMs, visitSigma: 0.7, likeShare: 0.6, giftShare: 0.5, protectedShare: 0.5 },
  protectedShare: 0.005,
  /** Accounts that were banned long before: members of past rings, in batches, and a few single ones. */
  pastRing: { accountShare: 0.0025, size: [15, 60], singleShare: 0.0005 },
  /** A streamer brings people to sign up: one in so many accounts, and how many follow the call (log-uniform share of all), within. */
  signUpCall: { accountsPerEvent: 20_000, share: [0.0002, 0.0012], withinMs: 2 * hourMs },
  /**
   * A marketing campaign that brings registrations: a share of all accounts, at most so many, in one span so many days ago. They are ordinary
   * people afterwards. `familyShare`: signed up with the family, on its tablet; `fanShare`: watch the sponsor's shows, each with `showChance`.
   */
  campaign: { share: 0.02, most: 5000, daysAgo: [5, 60], withinMs: 10 * minuteMs, familyShare: 0.08, fanShare: 0.25, showChance: 0.35, fanMedianMs: 5 * minuteMs, fanSigma: 1.1 },
  /** A celebrity asks everybody to follow one account: share of accounts that do, when after the call, and of these the share who registered for it. */
  celebrity: { share: [0.01, 0.02], daysAgo: [1, 7], medianMs: 8 * minuteMs, sigma: 0.6, newcomerShare: 0.05, watchShare: 0.3 },
} as const;

/** Shares of all accounts: in the one sleeping ring, and in all other rings together. Innocents outnumber ring members by 50 to 1. */
export const defaultShares = { ringShare: 0.0025, sleepingShare: 0.017, largeShare: 0, attackShare: 0 } as const;
/** The same where the world ends after the attack: what slept acts. */
export const nightShares = { ringShare: 0.0025, sleepingShare: 0, largeShare: 0.012, attackShare: 0.017 } as const;

/** The evening of an attack: the hour (UTC) of the last day at which everything happens at once, and how long before the end of time it must lie. */
export const evening = { hour: 22, leastMs: 30 * minuteMs } as const;

/**
 * People who do things together because a place, a timetable, a trade or a message makes them: in worlds with an attack, and wherever they are asked for.
 * `accountsPer…`: one such group in so many accounts. See `organised.ts`.
 */
export const organised = {
  /** Schools with some classes that signed up in one lesson, some on the school's tablets; lessons on the platform, in the teacher's channel. At home some hardly use it, some every day. */
  school: {
    accountsPerSchool: 14_000, classes: [2, 6], size: [16, 31], daysAgo: [3, 150], lessonMs: 40 * minuteMs, exits: [1, 2], tabletsPerClass: [0, 14], tabletShare: 0.5, lessonsPerWeek: [0, 2],
    comeShare: 0.85, comeMs: 3 * minuteMs, answerShare: 0.6, answerMs: 4 * minuteMs, homeActivity: [0.01, 0.9],
  },
  /** Offices that run brands' accounts: few machines, taken in turn in working hours; onboarded by the batch; no other life. They push each other's and their clients' rooms. */
  desk: { accountsPerDesk: 25_000, accounts: [8, 45], devices: [1, 4], batch: [3, 14], batchMs: 3 * hourMs, daysAgo: [15, 500], clients: [1, 4], roundShare: 0.75, takeShare: [0.4, 0.95], stepMs: [25_000, 4 * minuteMs] },
  /** Guilds: own homes and phones, one accelerator's exit on fixed evenings, and a battle in which everybody acts within a minute. */
  guild: { accountsPerGuild: 9000, size: [15, 110], evenings: [2, 4], comeShare: 0.55, comeMs: 3 * minuteMs, exitShare: 0.7, battles: [1, 3], battleShare: 0.6, battleMs: 45_000 },
  /** Apps that send their members, real people, into a room for coins: the task is the same for all, and most do it at once. */
  call: { accountsPerApp: 14_000, members: [40, 450], calls: [4, 12], answerShare: [0.15, 0.5], medianMs: 80_000, sigma: 0.9, taskShare: 0.7 },
  /** A challenge that calls people to go live at the hour, each in their own room; share of all accounts, and of these the new ones. */
  challenge: { share: 0.0015, newcomerShare: 0.3, newcomerDays: 3, medianMs: 3 * minuteMs, sigma: 0.8, earlyMs: 3 * minuteMs, loginShare: 0.7, liveBeforeShare: 0.2 },
  /** A gala that is announced to everybody on the last evening: who follows the message, also from long absence. */
  gala: { share: 0.012, beforeMs: 20 * minuteMs, medianMs: 4 * minuteMs, sigma: 0.9, loginShare: 0.6, actShare: 0.5 },
  /** Another platform that was bought: its people were created here in one second. */
  imported: { share: 0.012, daysAgo: [45, 500] },
  /** Clients that send what was done hours ago in one second, at a time of their own; share of accounts that come often. */
  lateFlush: { share: 0.008, leastActivity: 0.15 },
  /** An outage of one region: what is done in it arrives when it ends. */
  outage: { minutes: [8, 35], daysAgo: [1, 6.5], clientShare: 0.4, backMs: 12_000 },
} as const;

/**
 * How many rings a world has and how large they are. A world of `at` accounts has `rings` of each habit (below), one of n has
 * rings * (n / at)^power. Sizes are drawn log-uniform from `size`, then all of a world's are scaled by one factor until they fill
 * the share of ring accounts; never below `least`. A habit may have its own `rings`, `power`, `least` and, as `fixedSize`, a range that
 * is not scaled. A world too small for one ring of each habit has those next in turn by its seed.
 */
export const ringCount = { at: 200_000, rings: 2, power: 0.43, size: [12, 40], least: 8 } as const;

/** The part of a ring's accounts that the platform has already banned; most rings have none. */
export const closedRing = { ringShare: 0.35, memberShare: [0.02, 0.12] } as const;

/** Sessions a day above which nobody camouflages. */
export const mostCamouflage = 12;

const farmLike = {
  accountsPerDevice: [8, 12], moveShare: 0.3, moveLoginShare: 0.4, accountsPerAddress: [20, 30], customers: [3, 7], waves: [6, 18], waveDays: 9.5,
  catchShare: [0.6, 0.92], spreadMs: [minuteMs, 4 * minuteMs], logins: [3, 14], camouflage: [0.05, 0.5],
} as const;
const farmBatches = { batch: [5, 30], batchSpanMs: [15 * minuteMs, 90 * minuteMs], batchDays: [2, 7], ageDays: [15, 260] } as const;
const proxyLike = {
  poolPerAccount: [4, 15], ageDays: [10, 500], batchShare: 0.3, waves: [5, 15], waveDays: 7,
  catchShare: [0.6, 0.9], spreadMs: [20_000, 70_000], popularShare: 0.6, logins: [2, 10], camouflage: [0.05, 0.6],
} as const;

/**
 * What a ring does, by habit; README.md in this room says why each is hard.
 * A *wave* is one common deed: so many in `waveDays` before `as_of`, each catching `catchShare` of the ring within `spreadMs` (log-uniform).
 * `customers` are the rooms it works for, in turn. `camouflage`: sessions per day of ordinary looking life. `ageDays`: since registration.
 */
export const habits = {
  /** Racks of phones in one place, registered in batches, waves for a few customers. Some run on machines of rings banned before. */
  farm: { ...farmLike, ...farmBatches, pastDeviceRingShare: 0.25 },
  /** A fresh device per bot, residential proxies, mostly scattered registration: the waves are the only tie. */
  proxy: proxyLike,
  /** People who boost each other: own homes and devices (some in pairs), common targets within minutes. */
  engagement: {
    targets: [10, 30], wavesPerTarget: [1, 2], waveDays: 9, catchShare: [0.5, 0.85], spreadMs: [2 * minuteMs, 6 * minuteMs], pairShare: 0.3, ageDays: [20, 700],
    logins: [2, 10], camouflage: [0.1, 0.7],
  },
  /** Six to twelve accounts on one or two devices; no two cells share anything. */
  cell: {
    rings: 3, power: 0.61, fixedSize: [6, 12], least: 6, accountsPerDevice: [4, 9], targets: [4, 8], waveDays: 6.5, catchShare: [0.8, 1], spreadMs: [20_000, 60_000],
    ageDays: [15, 400], togetherShare: 0.5, logins: [3, 12], camouflage: [0.05, 0.5],
  },
  /** Registered in bulk within a few quarters of an hour, three to a device, and not used yet; a few do one ordinary session. */
  sleeper: { quarters: [1, 4], ageDays: [30, 120], accountsPerDevice: 3, accountsPerAddress: 25, logins: [1, 4], actShare: 0.05, hostedShare: 0.4 },
  /** Old, active accounts of innocents, taken over in the last days: their own life goes on beside the waves. */
  hijacked: {
    minAgeDays: 220, leastActivity: 0.08, accountsPerDevice: [5, 10], startDaysAgo: [1.5, 5], logins: [1, 3],
    waves: [3, 6], catchShare: [0.7, 0.95], spreadMs: [minuteMs, 2 * minuteMs], popularShare: 0.4,
  },
  /** Common targets with hours between the members, over all the window. */
  slow: {
    accountsPerDevice: [3, 5], accountsPerAddress: [6, 12], targets: [10, 20], takeShare: [0.65, 0.95], spreadSdMs: 5 * hourMs, ageDays: [20, 500], logins: [3, 14],
    camouflage: [0.05, 0.5],
  },
  /** A farm or a proxy ring, in turn, that lives so many times as much ordinary life as its like. */
  camouflage: { factor: 10 },
  /** A farm whose waves last from seconds to hours. */
  jittered: { ...farmLike, ...farmBatches, waves: [8, 18], spreadMs: [5000, 3 * hourMs] },
  /** Each wave is done by another part of the ring; `ownDeviceShare` of the members have a device of their own. */
  rotating: { ...farmLike, ...farmBatches, accountsPerDevice: [4, 8], waves: [14, 26], catchShare: [0.36, 0.44], ownDeviceShare: 0.5 },
  /** Never two members within `gapMs` on one target: they take turns, `gapMs` to 2.5 times that apart. Shared devices and customers. */
  avoider: { accountsPerDevice: [3, 5], accountsPerAddress: [6, 12], customers: [8, 16], takeShare: [0.6, 0.95], gapMs: 10 * minuteMs, ageDays: [20, 300], logins: [3, 14], camouflage: [0.05, 0.5] },
  /** Accounts that strangers made one to three years ago, lived with, and sold; then a farm. Times of sale lie around one moment. */
  bought: { ...farmLike, ageDays: [365, 1090], soldDaysAgo: [5, 60], soldSdMs: 1.2 * dayMs },
  /** A small farm that also frames real people, in one of the ways of `framing`. */
  framer: { ...farmLike, ...farmBatches, fixedSize: [8, 25], accountsPerDevice: [4, 8], waves: [5, 12] },
  /**
   * One ring: `defaultShares.sleepingShare` of all accounts, registered in bursts over a few nights, most on devices of three, and asleep.
   * `loginCountShare`: how many have 0, 1 and 2 logins in the window; `quarterFactor`: how much one quarter of an hour differs from another.
   */
  sleeping: {
    least: 12, nights: [2, 3], nightsWithinDays: 6, nightHours: [3, 5.5], nightFromHour: 1, quarterFactor: [0.4, 2], ageDays: [20, 150], accountsPerDevice: 3, inThreesShare: 0.9, followMs: 6 * minuteMs,
    loginCountShare: [0.15, 0.45, 0.4], actShare: 0.05, hostedShare: 0.4, accountsPerAddress: 25,
  },
  /**
   * Rings of hundreds and thousands that act: they take `largeShare` of all accounts. Three trades in turn: a shop that sells engagement by the order and
   * serves each with a part of its stock; a hall that fills rooms with viewers; a farm. Sizes log-uniform.
   */
  large: {
    size: [500, 5000],
    shop: { orders: [20, 60], takeShare: [0.04, 0.35], spreadMs: [3 * minuteMs, 4 * hourMs], popularShare: 0.25, accountsPerDevice: [1, 3], poolPerAccount: [0.4, 2], batch: [20, 120], batchSpanMs: [hourMs, 5 * hourMs], batchDays: [20, 120], ageDays: [40, 400], logins: [1, 6], camouflage: [0.01, 0.12] },
    hall: { rooms: [3, 8], shows: [10, 30], takeShare: [0.3, 0.85], spreadMs: [40_000, 6 * minuteMs], accountsPerDevice: [12, 50], accountsPerAddress: [30, 120], batch: [60, 400], batchSpanMs: [hourMs, 6 * hourMs], batchDays: [3, 15], ageDays: [8, 120], logins: [1, 5], chatShare: 0.04, camouflage: [0.003, 0.03] },
    farm: { ...farmLike, accountsPerDevice: [5, 14], customers: [6, 18], waves: [14, 40], catchShare: [0.15, 0.7], spreadMs: [minuteMs, 25 * minuteMs], logins: [2, 8], camouflage: [0.02, 0.2], ...farmBatches, batch: [15, 80], batchDays: [10, 40] },
  },
  /**
   * The attack: one ring of `attackShare` of all accounts, bought from several suppliers, that goes live at once at `evening.hour`, each account in its own room.
   * Stock was registered over some nights weeks before and slept, fresh accounts come in the last days, and a part is stolen from people who had left. See `attack.ts`.
   */
  attack: {
    least: 30, suppliers: [4, 8], freshShare: [0.15, 0.35], stolenShare: [0.08, 0.2],
    stock: { nights: [2, 8], nightsWithinDays: 25, ageDays: [9, 85], nightFromHour: 0, nightHours: [2, 7], gapSigma: [0.2, 1.4] },
    fresh: { days: 3, burstShare: 0.55, burst: [8, 60], burstSpanMs: [5 * minuteMs, 40 * minuteMs] },
    stolen: { minAgeDays: 180, mostActivity: 0.06, takenDaysAgo: [0.2, 4] },
    /** Devices of a supplier: an id for each, a few accounts on each, or racks. */
    oneEachShare: 0.6, fewShare: 0.25, few: [2, 6], rack: [9, 22],
    residentialShare: 0.5, poolPerAccount: [0.3, 1.5], accountsPerAddress: [12, 60],
    warmShare: [0, 0.5], warmLogins: [1, 2], stirShare: 0.03,
    tests: { count: [1, 3], daysAgo: [1, 6.5], takeShare: [0.004, 0.03], spreadMs: [minuteMs, 12 * minuteMs] },
    /** On the evening: who logs in for it and how long before, how late a supplier's accounts go live, and the part that is held back for a second wave. */
    wakeShare: 0.75, wakeMedianMs: 35 * minuteMs, wakeSigma: 1, delayMedianMs: [45_000, 5 * minuteMs], delaySigma: 0.85, earlyShare: 0.03, earlyMs: 2 * minuteMs, reserveShare: 0.08, againShare: 0.12, secondMs: [35 * minuteMs, 75 * minuteMs],
    /** Members who push the ring's rooms, how many each, and how steeply a few rooms are preferred. */
    pushShare: [0.4, 0.8], pushes: [1, 6], steepness: 3, pushMedianMs: 4 * minuteMs, pushSigma: 0.9,
    closedShare: [0.01, 0.06], closedAfterMs: 20 * minuteMs,
    /** Real people who stumble in, as a share of all accounts, and those of them who report. */
    bystanderShare: 0.008, reportShare: 0.35,
  },
} as const;

export type Habit = keyof typeof habits;
export const habitNames = Object.keys(habits) as Habit[];
/** Habits with a share of their own. */
const apart: readonly Habit[] = ["sleeping", "large", "attack"];
/** Every other habit: they share `ringShare`. */
export const sharingHabits: readonly Habit[] = habitNames.filter((habit) => !apart.includes(habit));

/**
 * How framers make innocents look guilty; a ring does one of these, by its number and the world's seed. `victims`: how many per ring.
 */
export const framing = {
  /** Bots repeat so many of a victim's acts, each `afterMs` later, `botShare` of them. */
  copied: { victims: [5, 15], leastActivity: 0.6, occasions: [4, 9], botShare: [0.3, 0.7], afterMs: [2000, 20_000] },
  /** Bots log in from the victim's home or café while the victim is there, on so many days. */
  wifi: { victims: [5, 15], leastActivity: 0.4, cafeShare: 0.5, days: [2, 5], bots: [2, 5], afterMs: [2 * minuteMs, 4 * hourMs] },
  /** Victims come to where and when the ring makes its wave: so many occasions, each catching `takeShare`, from a little before it. */
  lured: { victims: [14, 30], leastActivity: 0.3, occasions: [2, 4], takeShare: [0.45, 0.7], beforeMs: 20_000, withinMs: 2 * minuteMs },
  /** Bots send a victim's device id, which the victim used first. */
  device: { victims: [5, 15], leastActivity: 0.4, bots: [2, 5], logins: [1, 3] },
  /** Bots follow a victim streamer and gift in waves. */
  gifted: { victims: [5, 15], popularRankFrom: 0.2, waves: [2, 4], catchShare: [0.5, 0.9], spreadMs: [30_000, 3 * minuteMs], giftShare: 0.6 },
} as const;
export type Framing = keyof typeof framing;
export const framingNames = Object.keys(framing) as Framing[];

/** What attackers may do beyond their habit, to find out what it takes to hide. Applied to every planted ring. */
export interface Tactics {
  /** Multiplies every ring's camouflage, from 0; no one exceeds `mostCamouflage`. Habits without camouflage (sleepers, hijacked) have none to multiply. */
  camouflage?: number;
  /** Every registration and every act of a ring comes up to this much later (uniform), milliseconds, at most two days. */
  jitterMs?: number;
  /** Accounts on a device, from 1, instead of the habit's; 1: a device per bot, and nobody moves between devices. */
  accountsPerDevice?: number;
  /** Accounts at an address, from 1, instead of the habit's; 1: a line per bot that no other bot uses. */
  accountsPerAddress?: number;
  /** Of the attack's accounts the share that pushes its rooms, 0 to 1, instead of the habit's; 0: whoever fills the rooms, it is nobody of the ring. */
  pushShare?: number;
}

/** What an innocent account is notable for; the later one wins where several fit. */
export const innocentKinds = [
  "ordinary", "household", "family_tablet", "carrier", "ipv6_home", "vpn", "punctual_fan", "campus", "office", "cafe", "second_hand", "dorm", "raid", "flash_crowd", "celebrity", "sign_up_call", "campaign",
  "phone_shop", "friends", "giveaway",
  "imported", "outage", "gala", "bystander", "late_flush", "called", "guild", "class", "challenge", "brand_desk", "streamer", "agency", "framed_copied", "framed_wifi", "framed_lured", "framed_device", "framed_gifted", "closed",
] as const;
export type InnocentKind = (typeof innocentKinds)[number];

/** The deeds of the platform; a row holds the index. */
export const actionNames = ["watch", "like", "comment", "gift", "follow", "live_start", "share", "search", "report"] as const;
export type ActionName = (typeof actionNames)[number];
export const actionNumber = Object.fromEntries(actionNames.map((name, i) => [name, i])) as Record<ActionName, number>;
