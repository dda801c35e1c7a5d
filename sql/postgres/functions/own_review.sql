-- For: the functions and triggers here
create or replace function ringfence.own_review(review_id bigint)
returns ringfence.review
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  opened ringfence.review;
begin
  select * into opened from ringfence.review as one where one.review_id = review_id;
  if opened.review_id is null or opened.opened_by <> session_user or opened.run_id is null then
    perform ringfence.refuse(format('The database user %s opened no review %s that can be decided by. Open one (ringfence.open_review).', session_user, coalesce(review_id::text, 'null')));
  end if;
  return opened;
end
$$;
comment on function ringfence.own_review is 'The review of that number; refuses where it is somebody else''s, or of before draws were nobody''s choice.';
revoke all on function ringfence.own_review from public;
