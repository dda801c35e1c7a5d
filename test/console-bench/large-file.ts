/** Accounts, keys, holdings and edges that are put around the sample's night. */
export const around = { accounts: 980_000, keys: 4_000_000, edges: 2_000_000 } as const;
/** Rings of thousands: id, accounts, and the first of the accounts beside the sample that are in it. */
export const largeRings = [["R-90", 20_000, 0], ["R-91", 3_000, 30_000]] as const;

/**
 * Statements that make the sample's file one of 1,000,000 accounts and some 50 M rows: 4 M keys of all kinds with 2 to 20 holders each, 2 M edges, and two rings far above what is drawn.
 * A large ring has the case, the reasons and the rules of R-1, 200 strong keys (machines and moments) with up to 2,000 holders, and everybody in it a case.
 */
export const largeFile: readonly string[] = [
  "set memory_limit = '4GB'",
  "create temp table base as select (select max(account) + 1 from coded.account) as account, (select max(key_no) + 1 from coded.key) as key_no",
  `insert into coded.account select (select account from base) + i, 'b' || lpad(cast(i as varchar), 7, '0'), timestamptz '2025-06-01' + to_seconds(i), false, null, 5, 7 from range(${around.accounts}) as t(i)`,
  `insert into coded.key select (select key_no from base) + i, kind, key, null, case when kind in ('engagement', 'timing', 'pace') then target else key end, 2 + i % 19
   from (select i, kind, target, case kind when 'device' then left(md5(cast(i as varchar)), 16) when 'engagement' then 'like:' || target when 'timing' then 'like:' || target || '@' || cast(1765700000000 + 180000 * (i % 3000) as varchar)
           when 'pace' then target || '@' || cast(1765756800000 + 86400000 * (i % 7) as varchar) else (i % 223) || '.' || (i // 223 % 251) || '.' || (i // 55973 % 241) || '.' || (i % 239) || '@' || cast(1765411200000 + 86400000 * (i % 14) as varchar) end as key
         from (select i, ['device', 'ip', 'subnet', 'engagement', 'timing', 'pace'][1 + i % 6] as kind, 'room' || cast(i // 6 as varchar) as target from range(${around.keys}) as t(i)))`,
  // A key's holders are a step apart, so nobody holds it twice.
  `insert into coded.holding select (select account from base) + (hash(i) + j * 7919) % ${around.accounts}, (select key_no from base) + i, at_ms, at_ms + 5000
   from (select i, unnest(range(2 + i % 19)) as j, 1765700000000 + i * 7 % 600000000 as at_ms from range(${around.keys}) as t(i))`,
  `insert into coded.edge select (select account from base) + i % ${around.accounts}, (select account from base) + (i % ${around.accounts} + 1 + i // ${around.accounts}) % ${around.accounts}, 'device', 15000 from range(${around.edges}) as t(i)`,
  ...largeRings.flatMap(([id, size, from]) => ring(id, size, from)),
  `update run set account_count = (select count(*) from coded.account) where run_id = (select run_id from newest_run)`,
];

function ring(id: string, size: number, from: number): string[] {
  const holders = Math.min(2000, Math.round(size / 3));
  const own = `starts_with(source, 'of-${id}-')`;
  const like = "from ring where ring_id = 'R-1'";
  return [
    `insert into ring by name select * replace ('${id}' as ring_id, ${size} as size, 250000.0 as evidence_bits, 180000.0 as price_bits) ${like}`,
    `insert into ring_member by name select last_run_id as run_id, '${id}' as ring_id, 'b' || lpad(cast(i + ${from} as varchar), 7, '0') as account_id, 40.0 + i % 60 as evidence_bits, case when i % 5 = 0 then 'fringe' else 'core' end as role from ring, range(${size}) as t(i) where ring_id = 'R-1'`,
    `insert into ring_event by name select * replace ('${id}' as ring_id, ${size} as size, 250000.0 as evidence_bits, 180000.0 as price_bits) from ring_event where ring_id = 'R-1'`,
    `insert into ring_rule by name select * replace ('${id}' as ring_id, ${size} as size, 'b' || lpad('${from}', 7, '0') as first_account_id, group_no + 1000 + ${from} as group_no) from ring_rule where ring_id = 'R-1'`,
    `insert into coded.key select (select max(key_no) + 1 from coded.key) + i, kind, case kind when 'device' then 'of-${id}-' || i else 'like:of-${id}-' || i || '@' || cast(1766000000000 + 180000 * i as varchar) end, null, 'of-${id}-' || i, ${holders} from (select i, ['device', 'timing'][1 + i % 2] as kind from range(200) as t(i))`,
    `insert into coded.holding select (select account from base) + ${from} + (hash(key_no) + j * 3) % ${size}, key_no, at_ms, at_ms from (select key_no, unnest(range(${holders})) as j, 1766000000000 + 180000 * (key_no % 600) + j * 37 as at_ms from coded.key where ${own})`,
    `insert into ring_evidence by name select (select last_run_id ${like}) as run_id, '${id}' as ring_id, kind, key, source, ${holders} as member_count, ${size} as under_count, 3 as outside_count, ${around.accounts} as outside_under_count, 0.0001 as probability, 400.0 + key_no % 100 as bits from coded.key where ${own}`,
    `insert into ban_candidate by name select one.* replace ('b' || lpad(cast(i + ${from} as varchar), 7, '0') as account_id, '${id}' as ring_id, ['ban', 'restrict', 'challenge'][1 + i % 3] as action, 'C-' || (1000000 + ${from} + i) as case_id) from (select * from ban_candidate where ring_id = 'R-1' limit 1) as one, range(${size}) as t(i)`,
  ];
}
