-- For: ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader, ringfence_night
create or replace function ringfence.read_incident_accounts(incident text, most integer)
returns table (account_id text, answer text, first_acted_at timestamptz, first_proposed_at timestamptz, bits double precision, probability double precision, harm double precision, why text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select ranked.account_id, ranked.answer, ranked.first_acted_at, ranked.first_proposed_at, ranked.bits, ranked.probability, ranked.harm, ranked.why
  from (
    select *, row_number() over (partition by account.answer order by account.harm desc, account.bits desc, account.account_id) as place
    from ringfence.incident_account as account where account.incident_id = incident
  ) as ranked
  where ranked.place <= most
  order by case ranked.answer when 'restrict' then 0 when 'challenge' then 1 when 'exempt' then 2 else 3 end, ranked.place
$$;
comment on function ringfence.read_incident_accounts is 'Accounts of an incident: those that do most harm first, of each answer so many.';
revoke all on function ringfence.read_incident_accounts from public;
grant execute on function ringfence.read_incident_accounts to ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader, ringfence_night;
