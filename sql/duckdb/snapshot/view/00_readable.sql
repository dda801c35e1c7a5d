-- Meaning: a key as pictures and reasons say it, with its time in words (UTC): 9.9.9.9 on 2025-12-21, like:a1 at 2025-12-21 18:21. The same as
--          formatKey in src/console/format-value.ts.
create macro readable(of_kind, whole) as
case
  when of_kind = 'registration' and regexp_full_match(whole, '\d{12,14}') then
    'registered about ' || strftime(make_timestamp(try_cast(whole as bigint) * 1000), '%Y-%m-%d %H:%M')
  when not regexp_full_match(whole, '(?s).*@\d{12,14}') then whole
  when of_kind in ('timing', 'registration') then
    regexp_extract(whole, '(?s)^(.*)@(\d+)$', 1) || ' at ' || strftime(make_timestamp(try_cast(regexp_extract(whole, '@(\d+)$', 1) as bigint) * 1000), '%Y-%m-%d %H:%M')
  else
    regexp_extract(whole, '(?s)^(.*)@(\d+)$', 1) || ' on '
    || replace(strftime(make_timestamp(try_cast(regexp_extract(whole, '@(\d+)$', 1) as bigint) * 1000), '%Y-%m-%d %H:%M'), ' 00:00', '')
end
