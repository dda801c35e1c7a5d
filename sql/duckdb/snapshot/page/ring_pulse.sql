-- Meaning: how many traces that count for a ring its accounts left in each span of time, by kind.
-- Gives:   at_ms (start of the span, epoch ms), kind, act_count; only spans with any, the earliest first
-- Leaves out: moments that claim to be of the future
-- Params:  $ring_id, $span_ms (length of a span)
with member as (
  select account.account
  from current_member join coded.account as account on account.account_id = current_member.account_id
  where current_member.ring_id = $ring_id
), counted as (
  select key.key_no, key.kind
  from ring_evidence as evidence join coded.key as key on key.kind = evidence.kind and key.key = evidence.key
  where evidence.ring_id = $ring_id
)
select holding.first_ms - holding.first_ms % $span_ms as at_ms, counted.kind, cast(count(*) as integer) as act_count
from coded.holding as holding
join counted on counted.key_no = holding.key_no
join member on member.account = holding.account
where holding.first_ms < (select epoch_ms(as_of) from newest_run)
group by at_ms, counted.kind
order by at_ms, counted.kind
