-- For: the functions and triggers here
create or replace function ringfence.own_consumer(consumer text)
returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
  theirs text;
begin
  if consumer is null or consumer !~ '^[A-Za-z0-9._-]{1,100}$' then
    perform ringfence.refuse(format('%s is no consumer''s name: 1 to 100 letters, digits, dots, dashes and underscores.', coalesce(quote_literal(consumer), 'null')));
  end if;
  select known.acked_by into theirs from ringfence.feed_consumer as known where known.consumer = consumer;
  if theirs <> session_user and not ringfence.is_administrator() then
    perform ringfence.refuse(format('The consumer %s is that of the database user %s. Choose another name, or have an administrator acknowledge for you.', consumer, theirs));
  end if;
end
$$;
comment on function ringfence.own_consumer is 'Refuses a name that is none, or that another database user acknowledged under.';
revoke all on function ringfence.own_consumer from public;
