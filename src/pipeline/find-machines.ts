import { fraction, text, whole, type Engine } from "../engine/engine.js";
import { challenged, type GivenRing } from "../rings/find-rings.js";
import type { PopulationLife } from "../rings/rules/group-view.js";
import type { MachineView } from "../rings/rules/machine.js";
import { machinePolicy } from "../rings/rules/policy.js";
import { allPass, askRules } from "../rings/rules/rule.js";
import { spreadOf } from "./life.js";

/** Numbers of the queries below `sql/graph/machine`, with their units. */
const machineParams = {
  /** Accounts of one machine that can be seen together. */
  least_accounts: 2,
  /** Fewer accounts of one machine are one person's. */
  min_accounts: 5,
  /** More are a hall's, or an id that stands for many machines. */
  max_accounts: 60,
  /** Of an account's logins on any machine so many thousandths are there where it lives. */
  home_millis: 500,
  day_ms: 86_400_000,
} as const;

/** So few accounts are a group of one machine: fewer than a ring by other evidence needs, since people have a machine each. */
export const minMachineSize: number = machineParams.min_accounts;

/** That an account that lives on such a machine is an operator's: more were on each of four generators, but a desk that looks after others' accounts can be any source's rule. */
const probability = 0.9;

/** The columns of `sql/graph/machine/machine_fact.sql`. */
const machineFact = {
  device_id: text, account_count: whole, here_millis: whole, made_count: whole, idle_count: whole, median_login_day_count: fraction, log_sum: whole, log_square_sum: whole,
  login_count: whole, placed_count: whole, own_network_count: whole,
} as const;

/** Makes `machine_account`, for the searches that ask about machines. Needs `account_entry`. */
export const prepareMachines = (engine: Engine): Promise<void> => engine.runFile("graph/machine/machine_account.sql", machineParams);

/**
 * Machines that are run, not owned: several accounts were made on one, live there and nowhere else, bring no network of their own, and do as much as each other. What they
 * act on is not asked: such rings act among real publics, each account for itself, and share nothing else. Needs `account_life` and `machine_account`.
 * @returns those that pass, each with the accounts that live there; they are challenged at most, because whoever looks after many accounts of others at one desk can look like it
 */
export async function findMachines(engine: Engine, life: PopulationLife): Promise<GivenRing[]> {
  const facts = await engine.readRows("graph/machine/machine_fact.sql", machineFact, machineParams);
  const judged = facts.map((fact) => ({ device: fact.device_id, verdicts: askRules(machinePolicy, viewOf(fact, life)) })).filter(({ verdicts }) => allPass(verdicts));
  await engine.createTable("resident_machine", { machine_no: { type: "integer", values: judged.map((_, at) => at) }, device_id: { type: "varchar", values: judged.map(({ device }) => device) } });
  const residents = await engine.readColumns("graph/machine/read_resident.sql", machineParams);
  await engine.dropTables("resident_machine");
  const accountsOf: number[][] = judged.map(() => []);
  for (let at = 0; at < residents.account.length; at++) accountsOf[residents.machine_no[at]].push(residents.account[at]);
  return judged.map(({ verdicts }, at): GivenRing => {
    const accounts = Int32Array.from(accountsOf[at]);
    return challenged("machine", accounts, Array.from(accounts, () => probability), verdicts);
  });
}

function viewOf(fact: Record<Exclude<keyof typeof machineFact, "device_id">, number>, life: PopulationLife): MachineView {
  const n = fact.account_count;
  return {
    hereShare: fact.here_millis / (1000 * n), madeShare: fact.made_count / n,
    placedShare: fact.login_count === 0 ? 0 : fact.placed_count / fact.login_count, ownNetworkShare: fact.placed_count === 0 ? 0 : fact.own_network_count / fact.placed_count,
    idleShare: fact.idle_count / n, medianLoginDays: fact.median_login_day_count, actSpread: spreadOf(n, fact.log_sum, fact.log_square_sum), usualActSpread: life.actSpread,
  };
}
