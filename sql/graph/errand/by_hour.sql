-- Meaning: accounts that were made together and come together: in one hour of registration, of which far more came to a target than of all that are there.
-- Reads:   target_visitor, account
-- Gives:   target_no; unit: the hour, its start, ms since 1970; account
-- Params:  $hour_ms, $min_accounts (of one hour at one target), $factor (times the number that the hour's part of all visitors would give), $min_together (of one target, over its hours), $min_hours
create table together as
with made as (
  select account.account, account.created_ms - account.created_ms % $hour_ms as hour_ms
  from account join (select distinct account from target_visitor) as visitor on visitor.account = account.account
  where account.created_ms is not null
), size as (
  select hour_ms, count(*) as account_count from made group by hour_ms
), total as (
  select count(*) as account_count from made
), public as (
  select target_no, count(*) as visitor_count from target_visitor group by target_no
), met as (
  select visit.target_no, made.hour_ms, count(*) as met_count
  from target_visitor as visit join made on made.account = visit.account
  group by visit.target_no, made.hour_ms
  having count(*) >= $min_accounts
), speaks as (
  select met.target_no, met.hour_ms, met.met_count
  from met
  join public on public.target_no = met.target_no
  join size on size.hour_ms = met.hour_ms
  cross join total
  where met.met_count * total.account_count >= $factor * public.visitor_count * size.account_count
), brought as (
  select target_no from speaks group by target_no having sum(met_count) >= $min_together and count(*) >= $min_hours
)
select visit.target_no, cast(made.hour_ms as string) as unit, visit.account
from target_visitor as visit
join brought on brought.target_no = visit.target_no
join made on made.account = visit.account
join speaks on speaks.target_no = visit.target_no and speaks.hour_ms = made.hour_ms
