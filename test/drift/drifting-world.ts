import type { Client } from "pg";
import { seededRandom } from "../../src/graph/random.js";
import { copyRows } from "../../src/postgres/copy-rows.js";

const dayMs = 86_400_000;
/** Days of rings before the first night: the look-back of their moments. */
const daysBefore = 7;

export const drift = {
  nights: 14,
  /** Members of a ring that are replaced every night. */
  churnShare: 0.1,
  /** Rows that are lost, and rows that are moved by hours, each. */
  noiseShare: 0.01,
  accountsPerDevice: 3,
  addresses: 4,
  rooms: 6,
  wavesPerNight: 5,
  /** Of the members, those who take part in a wave. */
  catchShare: 0.95,
  waveMs: 90_000,
} as const;

/** A ring that changes from night to night. */
export interface DriftingRing {
  name: string;
  accounts: string[];
  devices: string[];
  addresses: string[];
  rooms: string[];
  /** Acts tonight. */
  acts: boolean;
}

/** Rings planted into the source tables of a real Postgres, one day after the other; everybody else lives the same days again. */
export class DriftingWorld {
  readonly rings = new Map<string, DriftingRing>();
  private readonly random: () => number;
  private accountsMade = 0;
  private devicesMade = 0;
  private addressesMade = 0;
  private roomsGiven = 0;

  /** @param rooms targets that other people visit too */
  constructor(private readonly client: Client, seed: number, private readonly rooms: readonly string[], private readonly firstAsOfMs: number) {
    this.random = seededRandom(seed);
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  /** Plants a ring of so many accounts, which acts from the days before the first night on. */
  plant(name: string, size: number): DriftingRing {
    const ring: DriftingRing = { name, accounts: [], devices: [], addresses: [], rooms: [], acts: true };
    this.equip(ring, size);
    ring.accounts = Array.from({ length: size }, () => this.account());
    this.rings.set(name, ring);
    return ring;
  }

  /** Gives a ring devices, addresses and rooms of its own. */
  equip(ring: DriftingRing, size: number): void {
    ring.devices = Array.from({ length: Math.ceil(size / drift.accountsPerDevice) }, () => `dd-${this.devicesMade++}`);
    ring.addresses = Array.from({ length: drift.addresses }, () => `198.51.${100 + Math.floor(this.addressesMade / 200)}.${1 + (this.addressesMade++ % 200)}`);
    // No two rings work for one customer: that is a question to the detector, not to the tracking.
    ring.rooms = Array.from({ length: drift.rooms }, () => this.rooms[this.roomsGiven++ % this.rooms.length]);
  }

  /** A new account's id. */
  account(): string {
    return `drift-${this.accountsMade++}`;
  }

  /** Lives the days before the first night. */
  async begin(): Promise<void> {
    for (let day = -daysBefore; day < 0; day++) await this.day(day);
  }

  /** The next night: everybody else lives the day before it, the rings change by churn and act. */
  async next(night: number): Promise<void> {
    await this.client.query("update logins set logged_in_at = logged_in_at + interval '1 day' where account_id not like 'drift-%'");
    await this.client.query("update actions set acted_at = acted_at + interval '1 day' where account_id not like 'drift-%'");
    await this.client.query("update accounts set created_at = created_at + interval '1 day' where account_id not like 'drift-%'");
    // Noise among everybody else: another hundredth of the rows comes at another time than the day before.
    await this.client.query("update actions set acted_at = acted_at + (1 + abs(hashtext(account_id)) % 11) * interval '1 hour' where account_id not like 'drift-%' and abs(hashtextextended(account_id || target_id, $1)) % 100 = 0", [night]);
    await this.day(night - 1);
  }

  /** One day of the rings: churn, logins, waves. */
  private async day(day: number): Promise<void> {
    const from = this.firstAsOfMs + day * dayMs;
    const logins: [string, string, string, Date][] = [];
    const actions: [string, string, string, Date][] = [];
    const lost = (): boolean => this.random() < drift.noiseShare;
    const moved = (ms: number): Date => new Date(Math.min(from + dayMs - 1, Math.max(from, this.random() < drift.noiseShare ? ms + (this.random() - 0.5) * 12 * 3_600_000 : ms)));
    for (const ring of this.rings.values()) {
      if (!ring.acts) continue;
      ring.accounts = ring.accounts.map((account) => (this.random() < drift.churnShare ? this.account() : account));
      ring.accounts.forEach((account, i) => {
        if (lost()) return;
        const device = ring.devices[Math.floor(i / drift.accountsPerDevice) % ring.devices.length];
        logins.push([account, device, ring.addresses[this.below(ring.addresses.length)], moved(from + this.random() * dayMs)]);
      });
      for (let wave = 0; wave < drift.wavesPerNight; wave++) {
        const room = ring.rooms[(this.below(ring.rooms.length) + wave) % ring.rooms.length];
        const at = from + 3_600_000 + this.random() * (dayMs - 7_200_000);
        for (const account of ring.accounts) if (this.random() < drift.catchShare && !lost()) actions.push([account, "like", room, moved(at + this.random() * drift.waveMs)]);
      }
      // Something of their own, so that they do not look like nothing else.
      for (const account of ring.accounts) actions.push([account, "watch", this.rooms[this.below(this.rooms.length)], new Date(from + this.random() * dayMs)]);
    }
    const { rows } = await this.client.query<{ account_id: string }>("select account_id from accounts where account_id like 'drift-%'");
    const there = new Set(rows.map((row) => row.account_id));
    const joined = [...new Set([...this.rings.values()].flatMap((ring) => ring.accounts))].filter((account) => !there.has(account));
    // Bought, not registered in bulk: at any time of the year before.
    await copyRows(this.client, "accounts (account_id, created_at, protected)", joined, (account) => [account, new Date(from - this.random() * 365 * dayMs - dayMs), false]);
    await copyRows(this.client, "logins (account_id, device_id, ip, logged_in_at)", logins, (row) => row);
    await copyRows(this.client, "actions (account_id, action, target_id, acted_at)", actions, (row) => row);
  }

  /** Closes accounts as a platform does that keeps their rows. */
  async close(accounts: readonly string[], atMs: number): Promise<void> {
    await this.client.query("update accounts set closed_at = $2 where account_id = any ($1)", [accounts, new Date(atMs)]);
  }

  /** Closes accounts as a platform does that deletes their rows. */
  async purge(accounts: readonly string[]): Promise<void> {
    for (const table of ["logins", "actions", "accounts"]) await this.client.query(`delete from ${table} where account_id = any ($1)`, [accounts]);
  }

  /** Every account that a ring ever had: those on its devices. */
  async everIn(ring: DriftingRing): Promise<string[]> {
    const { rows } = await this.client.query<{ account_id: string }>("select distinct account_id from logins where device_id = any ($1) and account_id like 'drift-%'", [ring.devices]);
    return rows.map((row) => row.account_id);
  }
}
