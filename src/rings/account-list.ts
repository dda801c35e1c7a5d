/** A short name for an ascending list of accounts: two lists with one name are taken for the same. */
export function nameOfAccounts(accounts: ArrayLike<number>): string {
  let one = 0;
  let other = 17;
  for (let i = 0; i < accounts.length; i++) {
    one = (Math.imul(one, 31) + accounts[i]) | 0;
    other = (Math.imul(other, 1_000_003) ^ accounts[i]) | 0;
  }
  return `${accounts.length}:${one}:${other}`;
}

/** One ascending list of the accounts of several disjoint ones. */
export const joinAccounts = (lists: Int32Array[]): Int32Array => Int32Array.from(lists.flatMap((list) => [...list])).sort();
