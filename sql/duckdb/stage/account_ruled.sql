-- Meaning: the source's accounts, each with the first rule that the row breaks (null: used), and with those that its times break (null: the time is used).
-- Reads:   raw_account, raw_login, raw_action
-- Params:  $as_of_ms, $earliest_ms, $latest_ms (times before and from there on are no facts)
-- Created: an account exists when it was created before as_of or has acted before it; then a time of creation that is missing or impossible costs it
--          the evidence of its registration and nothing else. Of several rows of one account one with a usable time is used.
-- Closed:  nothing is closed before it was created: zero times (0001-01-01, 1970-01-01) are open. So are 9999-12-31 and infinity, which say "never".
create table account_ruled as
with dated as (
  select account_id, coalesce(protected, false) as protected, created_ms as given_ms, closed_ms as given_closed_ms,
         case when created_ms >= $earliest_ms and created_ms < $as_of_ms then created_ms end as created_ms
  from raw_account
), asked as (
  select distinct account_id from dated where given_ms >= $as_of_ms and given_ms < $latest_ms
), act as (
  select account_id, logged_in_ms as at_ms from raw_login where account_id in (select account_id from asked)
  union all
  select account_id, acted_ms from raw_action where account_id in (select account_id from asked)
), acted as (
  select account_id, max(at_ms) as last_ms from act where at_ms < $as_of_ms group by account_id
), ranked as (
  select dated.*, given_ms >= $as_of_ms and given_ms < $latest_ms and last_ms is null as not_yet,
         case when given_closed_ms < $earliest_ms or given_closed_ms < created_ms then 'closed_at before created_at'
              when given_closed_ms >= $latest_ms then 'closed_at that says never' end as closed_rule,
         row_number() over (partition by dated.account_id order by created_ms nulls last, protected desc, given_closed_ms nulls last, given_ms nulls last) as copy
  from dated left join acted on acted.account_id = dated.account_id
)
select account_id, created_ms, protected, case when closed_rule is null then given_closed_ms end as closed_ms,
       case when account_id is null or account_id = '' then 'account_id missing'
            when copy > 1 then 'account_id twice'
            when not_yet then 'created_at after as_of' end as rule,
       case when created_ms is not null then null
            when given_ms is null then 'created_at missing'
            when given_ms < $earliest_ms then 'created_at impossibly early'
            else 'created_at after as_of' end as created_rule,
       closed_rule
from ranked
