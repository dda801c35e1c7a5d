-- Meaning: accounts outside a ring that are tied to its members, the strongest first: whom to look at next.
-- Gives:   account_id; member_count (members it is tied to), bits (sum over them), kinds (strongest first), nearest_account_id and nearest_bits (the
--          member it is tied to most); ring_id (the ring that it is in itself, if any), created_at, protected, closed_at. Newest run only;
--          a tie alone is no evidence: housemates of a member are here too
create macro ring_neighbours(wanted_ring) as table
with member as (
  select account.account, account.account_id
  from current_member join coded.account as account on account.account_id = current_member.account_id
  where current_member.ring_id = wanted_ring
), pair as (
  select edge.other_account as account, member.account_id as member_id, edge.kind, edge.millibits
  from coded.edge as edge join member on member.account = edge.account
  union all
  select edge.account, member.account_id, edge.kind, edge.millibits
  from coded.edge as edge join member on member.account = edge.other_account
), outward as (
  select * from pair where account not in (select account from member)
), tie as (
  select account, member_id, sum(millibits) as millibits from outward group by account, member_id
), kind as (
  select account, kind, sum(millibits) as millibits from outward group by account, kind
), whole as (
  select tie.account, cast(count(*) as integer) as member_count, sum(tie.millibits) as millibits,
         first(tie.member_id order by tie.millibits desc, tie.member_id) as nearest_account_id, max(tie.millibits) as nearest_millibits
  from tie group by tie.account
), present as (
  select account_id, ring_id from current_member where status = 'active'
)
select account.account_id, whole.member_count, whole.millibits / 1000.0::double as bits,
       (select list(kind.kind order by kind.millibits desc, kind.kind) from kind where kind.account = whole.account) as kinds,
       whole.nearest_account_id, whole.nearest_millibits / 1000.0::double as nearest_bits,
       present.ring_id, account.created_at, account.protected, account.closed_at
from whole
join coded.account as account on account.account = whole.account
left join present on present.account_id = account.account_id
order by bits desc, account.account_id
