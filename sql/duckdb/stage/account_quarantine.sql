-- Meaning: accounts that the run cannot use, counted by rule; a row is counted under the first rule that it breaks.
-- Reads:   raw_account
-- Params:  $as_of_ms
insert into quarantine
with ruled as (
  select case when account_id is null or account_id = '' then 'account_id missing'
              when row_number() over (partition by account_id order by created_ms, protected desc, closed_ms) > 1 then 'account_id twice'
              when created_ms is null then 'created_at missing'
              when created_ms >= $as_of_ms then 'created_at after as_of' end as rule
  from raw_account
)
select 'accounts' as source_table, rule, count(*) as row_count from ruled where rule is not null group by rule
