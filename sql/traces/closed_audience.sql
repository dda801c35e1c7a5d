-- Trace:      closed_audience
-- Meaning:    the account did what a proved group did to a target whose public is mostly that group.
-- Reads:      deed_act, proved_joint (the joint action-targets of groups that no innocent cause explains)
-- Gives:      one row per account and action-target; the target is the source, so liking and following it count once
-- Class:      imprintable: a group can visit a victim's rooms
-- Params:     $from_ms, $to_ms (UTC, end excluded)
-- Leaves out: what an account did on its first day; rooms of the group's own accounts
-- Source:     Hooi et al. 2016 (FRAUDAR) for dense blocks on obscure targets; Beutel et al. 2013 (CopyCatch)
select deed_act.account, proved.deed as key, cast(null as string) as parent_key, proved.target_id as source,
       min(deed_act.first_ms) as first_ms, max(deed_act.first_ms) as last_ms
from deed_act join (select distinct deed_no, deed, target_id from proved_joint) as proved on proved.deed_no = deed_act.deed_no
where deed_act.first_ms >= $from_ms and deed_act.first_ms < $to_ms
group by deed_act.account, proved.deed, proved.target_id
