-- Meaning: what had been known by a tick, against the truth.
-- Reads:   actions, truth, standing
-- Params:  $from_ms (the replay began), $to_ms (the tick), $onset_ms, $opening_action
with first as (
  select account_id, min(happened_ms) as first_ms, bool_or(happened_ms >= $onset_ms) as in_incident
  from actions
  where action = $opening_action and happened_ms >= $from_ms and happened_ms < $to_ms
  group by account_id
), attacker as (
  select truth.account_id, first.first_ms, standing.proposed_ms
  from truth
  left join first on first.account_id = truth.account_id
  left join standing on standing.account_id = truth.account_id
  where truth.attacker
), innocent_case as (
  select standing.account_id, standing.action, coalesce(first.in_incident, false) as active
  from standing
  left join first on first.account_id = standing.account_id
  where standing.of_minutes and standing.account_id not in (select account_id from truth) and exists (select 1 from truth)
)
select (select count(first_ms) from attacker) as attackers_active,
       (select count(proposed_ms) from attacker) as attackers_proposed,
       (select count(*) from attacker where proposed_ms is not null and (first_ms is null or proposed_ms <= first_ms)) as attackers_proposed_before_act,
       (select count(*) from attacker where proposed_ms is not null and first_ms is not null) as attackers_active_proposed,
       (select count(*) from innocent_case) as innocents_proposed,
       (select count(*) from innocent_case where action = 'restrict') as innocents_restricted,
       (select count(*) from innocent_case where action = 'ban') as innocents_to_ban,
       (select count(*) from first where in_incident and account_id not in (select account_id from truth) and exists (select 1 from truth)) as innocents_active,
       (select count(*) from innocent_case where active) as innocents_active_proposed,
       (select count(*) from innocent_case where active and action = 'restrict') as innocents_active_restricted,
       (select count(*) from standing where of_minutes) as proposed
