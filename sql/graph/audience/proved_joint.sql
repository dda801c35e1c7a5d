-- Meaning: the joint action-targets of the groups that no innocent cause explains, for the trace of closed audiences.
-- Reads:   joint, proved_group
create table proved_joint as
select joint.* from joint join proved_group on proved_group.group_no = joint.group_no
