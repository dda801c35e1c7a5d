-- Meaning: every account that is flagged or in a true ring, with both sides.
-- Reads:   flagged, truth, innocent, account
-- Gives:   account_id, true_ring, habit, found_ring, action, open (neither closed nor protected: may be proposed), guilty, innocent_kind
-- Why:     a closed or protected account is never proposed, so it is not missed; a protected one that is proposed is an innocent.
create temp table judged as
select coalesce(f.account_id, t.account_id) as account_id, t.ring as true_ring, t.kind as habit, f.ring_id as found_ring, f.action,
       a.closed_at is null and not coalesce(a.protected, false) as open,
       t.ring is not null and not coalesce(a.protected, false) as guilty,
       case when coalesce(a.protected, false) then 'protected' else coalesce(i.kind, 'ordinary') end as innocent_kind
from flagged as f
full join truth as t on t.account_id = f.account_id
join account as a on a.account_id = coalesce(f.account_id, t.account_id)
left join innocent as i on i.account_id = coalesce(f.account_id, t.account_id)
