-- Meaning: per account of a ring, whether some of its ring keys are its own act, and whether it came late to the ring with a life of its own.
-- Reads:   ring_account, ring_key, key, holding, account, login
-- Params:  $device_kind_no, $registration_kind_no, $hijack_age_ms
-- Own act: it holds an accepted key of an own-act kind and was not among its first holders: it moved there.
-- Hijack:  older than $hijack_age_ms when it first logged in on one of the ring's devices, and seen elsewhere before. Where the source does not know when
--          an account was created, its age counts from its first login.
-- Gives:   ring, account, own_act (0 or 1), hijacked (0 or 1); ordered by nothing
create table ring_act as
with act as (
  select ring_account.ring, ring_account.account, key.kind_no, holding.first_ms, key.at_ms
  from ring_account
  join ring_key on ring_key.ring = ring_account.ring
  join key on key.key_no = ring_key.key_no
  join holding on holding.key_no = ring_key.key_no and holding.account = ring_account.account
  where key.kind_no = $device_kind_no or key.kind_no = $registration_kind_no
), touched as (
  select ring, account,
         max(case when first_ms > at_ms then 1 else 0 end) as own_act,
         min(case when kind_no = $device_kind_no then first_ms end) as touched_ms
  from act
  group by ring, account
), life as (
  select touched.ring, touched.account, count(*) as login_count, min(login.logged_in_ms) as first_ms
  from touched join login on login.account = touched.account and login.logged_in_ms < touched.touched_ms
  group by touched.ring, touched.account
)
select ring_account.ring, ring_account.account,
       coalesce(touched.own_act, 0) as own_act,
       case when touched.touched_ms - coalesce(account.created_ms, life.first_ms) >= $hijack_age_ms and life.login_count > 0 then 1 else 0 end as hijacked
from ring_account
join account on account.account = ring_account.account
left join touched on touched.ring = ring_account.ring and touched.account = ring_account.account
left join life on life.ring = ring_account.ring and life.account = ring_account.account
