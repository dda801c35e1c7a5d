-- Meaning: a page of a ring's accounts with all that is known of each.
-- Gives:   the columns of read/ring_accounts.sql, and total_count: accounts that fit the filters
-- Params:  $ring_id, $text (part of an id; null: any), $role, $action ('none': nothing proposed), each null: any; $sort (a column), $down; $from, $limit
with member as (
  select one.account_id, one.role, one.evidence_bits, open_candidate.action, open_candidate.probability, open_candidate.state,
         json_extract_string(open_candidate.reasons, '$.summary') as summary, account.created_at, account.protected, account.closed_at, account.login_count, account.action_count
  from current_member as one
  left join coded.account as account on account.account_id = one.account_id
  left join (select * from ban_candidate where state in ('proposed', 'approved')) as open_candidate on open_candidate.account_id = one.account_id
  where one.ring_id = $ring_id
    and ($text is null or contains(lower(one.account_id), lower($text)))
    and ($role is null or one.role = $role)
    and ($action is null or coalesce(open_candidate.action, 'none') = $action)
), placed as (
  select *, case $sort when 'account_id' then null when 'role' then null when 'action' then list_position(['ban', 'restrict', 'challenge', 'watch'], action) when 'evidence_bits' then evidence_bits
         when 'probability' then probability when 'created_at' then epoch_ms(created_at) when 'login_count' then login_count when 'action_count' then action_count end as measure,
         case $sort when 'account_id' then account_id when 'role' then role end as word
  from member
)
select * exclude (measure, word), cast(count(*) over () as integer) as total_count
from placed
order by case when $down then measure end desc nulls last, case when not $down then measure end nulls last, case when $down then word end desc nulls last, case when not $down then word end nulls last, account_id
limit $limit offset $from
