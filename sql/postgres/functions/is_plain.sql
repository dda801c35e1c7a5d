-- For: ringfence_night
-- Nobody who reads a reason may be shown another one: the code points of src/console/unsafe-points.ts, which the printer escapes.
create or replace function ringfence.is_plain(value text, most integer)
returns boolean
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select value is null or (length(value) between 1 and most and value !~ E'[\\u0001-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890-\\u0891\\u08e2\\u115f-\\u1160\\u1680\\u17b4-\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202e\\u205f-\\u206f\\u2800\\u3164\\ue000-\\uf8ff\\ufe00-\\ufe0d\\ufeff\\uffa0\\ufff0-\\ufffb\\U000110bd\\U000110cd\\U00013430-\\U0001343f\\U00016fe4\\U0001bca0-\\U0001bca3\\U0001d159\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff\\U000f0000-\\U000ffffd\\U00100000-\\U0010fffd]')
$$;
comment on function ringfence.is_plain is 'True for null and for text of 1 to that many characters without controls, formats (bidirectional, zero width, tags), fillers, separators of lines and private use.';
revoke all on function ringfence.is_plain from public;
grant execute on function ringfence.is_plain to ringfence_night;
