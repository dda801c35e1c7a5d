-- For: ringfence_night
-- Controls, zero width and bidirectional characters: nobody who reads a reason may be shown another one.
create or replace function ringfence.is_plain(value text, most integer)
returns boolean
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select value is null or (length(value) between 1 and most and value !~ '[\u0001-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]')
$$;
comment on function ringfence.is_plain is 'True for null and for text of 1 to that many characters without control, zero width and bidirectional characters.';
revoke all on function ringfence.is_plain from public;
grant execute on function ringfence.is_plain to ringfence_night;
