import type { Client } from "pg";

/** Users of the database who may log in, by their roles. They belong to the server, and stay there. */
export async function makePeople(owner: Client, people: Readonly<Record<string, readonly string[]>>): Promise<void> {
  for (const [name, roles] of Object.entries(people)) {
    const user = userOf(name);
    await owner.query(`do $$ begin create role ${user} login password '${user}'; exception when duplicate_object or unique_violation then null; end $$`);
    for (const role of roles) await owner.query(`do $$ begin grant ringfence_${role} to ${user}; exception when unique_violation or internal_error then null; end $$`);
  }
}

const userOf = (name: string): string => `ringfence_console_${name}`;

/** A database's address for one of them. */
export function urlOf(name: string, url: string): string {
  const own = new URL(url);
  own.username = userOf(name);
  own.password = userOf(name);
  return own.href;
}
