-- Meaning: the hub ledger: every key held by more accounts than propose all their pairs, with what was done to it.
-- Reads:   key, proposal, kind (kind_no, kind, proposes: false where the kind is not meant to propose, which is no hub's doing)
-- Gives:   reason bounded: each account was linked to its next few neighbours only, expected_coverage_share is the share of its pairs that
--          were proposed; reason no_weight: too common to propose a pair at all (the ring test still counts it)
-- Params:  $all_pairs_cap
create table hub as
select kind.kind, key.key, key.account_count,
       case when proposal.reach > 0 then 'bounded' else 'no_weight' end as reason,
       least(1.0e0, 2.0e0 * proposal.reach / (key.account_count - 1)) as expected_coverage_share
from key
join proposal on proposal.key_no = key.key_no
join kind on kind.kind_no = key.kind_no and kind.proposes
where key.account_count > $all_pairs_cap
