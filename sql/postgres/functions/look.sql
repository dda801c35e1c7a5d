-- For: ringfence_reviewer
create or replace function ringfence.look(review_id bigint, account text)
returns table (case_id text, ring_id text, action text, state text, proposed_at timestamptz, summary text, kind text, value_kind text, value text, members integer, bits double precision, allowed boolean)
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
#variable_conflict use_variable
declare
  opened ringfence.review;
begin
  perform ringfence.lock_cases();
  opened := ringfence.own_review(review_id);
  if account is null or not account = any (opened.sample) then
    perform ringfence.refuse(format('This account was not drawn for review %s. Its cases without a review: select * from ringfence.why_account(ACCOUNT).', review_id));
  end if;
  if not exists (select from ringfence.look as past where past.review_id = opened.review_id and past.account_id = account) then
    insert into ringfence.look (review_id, account_id) values (opened.review_id, account);
  end if;
  return query select * from ringfence.why_account(account);
end
$$;
comment on function ringfence.look is 'Shows every case of an account that was drawn for a review, with the strongest evidence of each, and writes down that it was looked at.';
revoke all on function ringfence.look from public;
grant execute on function ringfence.look to ringfence_reviewer;
