-- Meaning: every account that is proposed for something or in a true ring, with both sides.
-- Reads:   proposed, truth, innocent, account
-- Gives:   account_id, true_ring, habit, found_ring, action (challenge, restrict, ban; null: not flagged), proposal (the same, and watch),
--          probability, open (neither closed nor protected: may be proposed), guilty, innocent_kind, in_attack (its true ring holds somebody
--          of the kind "attack")
-- Why:     a closed or protected account is never proposed, so it is not missed; a protected one that is proposed is an innocent. To
--          watch is no flag: such an account counts for nothing but its probability.
create temp table judged as
select coalesce(f.account_id, t.account_id) as account_id, t.ring as true_ring, t.kind as habit,
       case when f.action <> 'watch' then f.ring_id end as found_ring, case when f.action <> 'watch' then f.action end as action,
       f.action as proposal, f.probability,
       a.closed_at is null and not coalesce(a.protected, false) as open,
       t.ring is not null and not coalesce(a.protected, false) as guilty,
       case when coalesce(a.protected, false) then 'protected' else coalesce(i.kind, 'ordinary') end as innocent_kind,
       coalesce(t.ring in (select ring from truth where kind = 'attack'), false) as in_attack
from proposed as f
full join truth as t on t.account_id = f.account_id
join account as a on a.account_id = coalesce(f.account_id, t.account_id)
left join (select account_id, min(kind) as kind from innocent group by account_id) as i on i.account_id = coalesce(f.account_id, t.account_id)
