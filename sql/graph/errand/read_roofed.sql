-- Meaning: who of each group was seen on a network of several of the group.
-- Reads:   group_account, account_network
-- Gives:   group_no, account; ordered by both
-- Params:  $roof_count, $roof_percent (of the group): a network is a roof from so many accounts on
with size as (
  select group_no, count(*) as member_count from group_account group by group_no
), sighting as (
  select group_account.group_no, group_account.account, account_network.subnet
  from group_account join account_network on account_network.account = group_account.account
), network as (
  select group_no, subnet, count(*) as seen_count from sighting group by group_no, subnet
)
select distinct sighting.group_no, sighting.account
from sighting
join network on network.group_no = sighting.group_no and network.subnet = sighting.subnet
join size on size.group_no = sighting.group_no
where network.seen_count >= $roof_count and 100 * network.seen_count >= $roof_percent * size.member_count
order by sighting.group_no, sighting.account
