-- For: the functions and triggers here
create or replace function ringfence.share_for(effects bigint, accounts bigint, now double precision)
returns double precision
language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
begin
  return case when accounts = 0 then 1 else least(1, greatest(now, ceil(10000.0 * effects / accounts) / 10000)) end;
end
$$;
comment on function ringfence.share_for is 'The least share of the accounts, in ten thousandths and not below the one now, that leaves room for so many effects.';
revoke all on function ringfence.share_for from public;
