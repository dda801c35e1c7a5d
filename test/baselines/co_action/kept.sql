-- Meaning: the rows that take part: duplicates count once, and an account with too few rows is left out.
-- Reads:   share (content, account, object, at_ms): this account put this content out, or did something, about this object
-- Gives:   kept(content, account, object, at_ms)
-- Params:  $least_rows, rows an account needs
-- Source:  CooRTweet's detect_groups (min_participation)
create table kept as
select content, account, object, at_ms
from (
  select content, account, object, at_ms, count(*) over (partition by account) as row_count
  from (select distinct content, account, object, at_ms from share) as once
) as counted
where row_count >= $least_rows
