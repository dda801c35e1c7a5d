-- Meaning: what is known of each group, as counts: its joint action-targets, its accounts' lives, where it sits, when it joined.
-- Reads:   member_life, joint, account_network, account_entry
-- Gives:   a row per group, ordered by group_no. joint_day_count, occasion_count: days and hours of the joint action-targets; place_count: accounts that were
--          seen on the network (/24, /48) that most of them were seen on; joined_count: most accounts created within $joined_ms of one of them; burst_count: accounts
--          with at least $batch_size of the group created within $burst_ms of them, themselves included: several class lists are several batches;
--          made_count: accounts that were first seen, within $joined_ms of their creation, on one machine or address to which hardly one of them came back
--          roofed_count: accounts seen on a network with $roof_count and $roof_percent of the group; united_count: accounts that did a joint action-target
-- Params:  $alive_targets (targets beside the group from which on an account has a life of its own), $long_age_ms, $long_days, $joined_ms, $burst_ms, $batch_size
with lived as (
  select group_no, count(*) as member_count, sum(case when joint_target_count > 0 then 1 else 0 end) as united_count, sum(active_count) as active_count, sum(unseen_count) as unseen_count, sum(own_machine_millis) as own_machine_millis,
         sum(case when beside_target_count >= $alive_targets then 1 else 0 end) as alive_count,
         sum(case when login_day_count >= $long_days and created_ms <= last_login_ms - $long_age_ms then 1 else 0 end) as long_count,
         median(cast(floor(1000000e0 * beside_act_count / greatest(act_count, 1) + 0.5e0) as bigint)) / 1000000e0 as median_beside_share, median(act_count) as median_act_count
  from member_life
  group by group_no
), ordered as (
  select group_no, count(*) as joint_count, count(distinct target_id) as joint_target_count, count(distinct at_ms - at_ms % 3600000) as occasion_count,
         count(distinct at_ms - at_ms % 86400000) as joint_day_count, sum(held_count) as held_sum, sum(public_count) as public_sum
  from joint
  group by group_no
), sighting as (
  select member_life.group_no, member_life.account, account_network.subnet
  from member_life join account_network on account_network.account = member_life.account
), network as (
  select group_no, subnet, count(*) as seen_count from sighting group by group_no, subnet
), placed as (
  select group_no, max(seen_count) as place_count from network group by group_no
), roofed as (
  select sighting.group_no, count(distinct sighting.account) as roofed_count
  from sighting
  join network on network.group_no = sighting.group_no and network.subnet = sighting.subnet
  join lived on lived.group_no = sighting.group_no
  where network.seen_count >= $roof_count and 100 * network.seen_count >= $roof_percent * lived.member_count
  group by sighting.group_no
), created as (
  select group_no, count(*) over (partition by group_no order by created_ms range between current row and $joined_ms following) as next_count,
         count(*) over (partition by group_no order by created_ms range between $burst_ms preceding and $burst_ms following) as near_count
  from member_life
  where created_ms is not null
), joined as (
  select group_no, max(next_count) as joined_count, sum(case when near_count >= $batch_size then 1 else 0 end) as burst_count from created group by group_no
), making as (
  select member_life.group_no, account_entry.device_id, account_entry.address, count(*) as made_count, sum(account_entry.came_back) as back_count
  from member_life join account_entry on account_entry.account = member_life.account
  group by member_life.group_no, account_entry.device_id, account_entry.address
), made as (
  select group_no, max(made_count) as made_count from making where 10 * back_count <= made_count group by group_no
)
select lived.group_no, lived.member_count, lived.active_count, lived.unseen_count, lived.own_machine_millis, lived.alive_count, lived.united_count, lived.long_count,
       lived.median_beside_share, lived.median_act_count,
       coalesce(ordered.joint_count, 0) as joint_count, coalesce(ordered.joint_target_count, 0) as joint_target_count, coalesce(ordered.occasion_count, 0) as occasion_count,
       coalesce(ordered.joint_day_count, 0) as joint_day_count, coalesce(ordered.held_sum, 0) as held_sum, coalesce(ordered.public_sum, 0) as public_sum,
       coalesce(placed.place_count, 0) as place_count, coalesce(roofed.roofed_count, 0) as roofed_count, coalesce(joined.joined_count, 0) as joined_count, coalesce(joined.burst_count, 0) as burst_count,
       coalesce(made.made_count, 0) as made_count
from lived
left join ordered on ordered.group_no = lived.group_no
left join placed on placed.group_no = lived.group_no
left join roofed on roofed.group_no = lived.group_no
left join joined on joined.group_no = lived.group_no
left join made on made.group_no = lived.group_no
order by lived.group_no
