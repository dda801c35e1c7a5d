-- Meaning: every distinct device id of the extract in canonical form.
-- Reads:   raw_login
-- Gives:   given (as it came), device_id (null where it stands for "no device")
-- Reads as one: UUIDs (32 hexadecimal digits) in either case, with or without dashes, braces and `urn:uuid:`; other hexadecimal ids of eight digits or more,
--          also behind `0x`, and hardware addresses with `:`, `-` or as `001a.2b3c.4d5e`, in either case; both behind a short word (`idfv:`, `android-`), which
--          stays; spaces and quotes around any of these. Any other text is an id as it is: there, case may tell two devices apart.
--          `ringfence.canonical_device` reads entries of the allow-list the same way.
-- Leaves out: empty, null-like words, one digit repeated, counting up, the well-known ids of emulators, the hash (MD5, SHA-1, SHA-256) of an empty text. They carry no evidence.
create table device as
with written as materialized (
  select distinct device_id as given from raw_login where device_id is not null
), plain as (
  -- As most are written: hexadecimal digits in lower case, or a UUID of them. They need none of the reading below.
  select given, regexp_full_match(given, '[0-9a-f]{8,31}|[0-9a-f]{33,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}') as is_plain from written
), given as (
  select given, is_plain, case when is_plain then given else lower(trim(given, concat(' "''', chr(9), chr(10), chr(13), chr(160), chr(8203)))) end as text from plain
), folded as (
  select given, is_plain, text, case when is_plain then text else regexp_replace(regexp_replace(text, '^(urn:uuid:)?[{(]?([0-9a-f-]{32,36})[)}]?$', '\2'), '^0x([0-9a-f]{8,})$', '\1') end as folded from given
), canonical as (
  select given, is_plain, text,
         case when is_plain then given
              when regexp_full_match(folded, '[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}')
                then regexp_replace(replace(folded, '-', ''), '^(.{8})(.{4})(.{4})(.{4})(.{12})$', '\1-\2-\3-\4-\5')
              when regexp_full_match(folded, '[0-9a-f]{2}([:-][0-9a-f]{2}){5,7}') then replace(folded, '-', ':')
              when regexp_full_match(folded, '([0-9a-f]{4}\.){2}[0-9a-f]{4}') then regexp_replace(folded, '^(..)(..)\.(..)(..)\.(..)(..)$', '\1:\2:\3:\4:\5:\6')
              when regexp_full_match(folded, '[0-9a-f]{8,}') then folded
              when regexp_full_match(text, '[a-z][a-z0-9]{0,15}[:=/_.-]([0-9a-f]{16,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})') then text
              else given end as device_id
  from folded
), digits as (
  select given, text, device_id, case when is_plain then replace(device_id, '-', '') else regexp_replace(lower(device_id), '[:-]', '', 'g') end as digit from canonical
)
select given,
       case when text in ('', 'null', 'none', 'nil', 'undefined', 'unknown', 'n/a', 'na', 'nan', '(null)', '<null>', '(none)', '<none>', '<nil>', '\n', '#n/a', 'n.a.', 'not available', 'notavailable',
                          'not set', '(not set)', 'unset', 'unspecified', 'anonymous', 'no device', 'no-device', 'no_device', 'nodevice', 'unknown device', 'unknown-device', 'unknown_device',
                          '[object object]', 'false', 'default', 'device', 'test', '0', '0x0', '-1', '-',
                          '9774d56d682e549c', '012345678912345', '004999010640000', '02:00:00:00:00:00')
              or digit in ('0123456789abcdef', '0123456789', '1234567890', '12345678', '123456789012345', '012345678901234',
                            'd41d8cd98f00b204e9800998ecf8427e', 'da39a3ee5e6b4b0d3255bfef95601890afd80709', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
              or digit <> '' and replace(digit, left(digit, 1), '') = '' and length(digit) >= 8 or regexp_full_match(device_id, '[0\-:]+') or regexp_full_match(lower(device_id), '[f\-:]+') then null
            else device_id end as device_id
from digits
