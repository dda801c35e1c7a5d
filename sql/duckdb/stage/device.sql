-- Meaning: every distinct device id of the extract in canonical form.
-- Reads:   raw_login
-- Gives:   given (as it came), device_id (null where it stands for "no device")
-- Reads as one: UUIDs (32 hexadecimal digits) in either case, with or without dashes, braces and `urn:uuid:`; other hexadecimal ids of eight digits or more,
--          and hardware addresses with `:` or `-`, in either case. Any other text is an id as it is: there, case may tell two devices apart.
-- Leaves out: empty, null-like words, zeros, one repeated f, the well-known ids of emulators. They carry no evidence.
create table device as
with given as (
  select distinct device_id as given, regexp_replace(lower(device_id), '^(urn:uuid:)?\{?([0-9a-f-]{32,36})\}?$', '\2') as folded from raw_login where device_id is not null
), canonical as (
  select given,
         case when regexp_full_match(folded, '[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}')
                then regexp_replace(replace(folded, '-', ''), '^(.{8})(.{4})(.{4})(.{4})(.{12})$', '\1-\2-\3-\4-\5')
              when regexp_full_match(folded, '[0-9a-f]{2}([:-][0-9a-f]{2}){5,7}') then replace(folded, '-', ':')
              when regexp_full_match(folded, '[0-9a-f]{8,}') then folded
              else given end as device_id
  from given
)
select given,
       case when trim(device_id) = '' or lower(trim(device_id)) in ('null', 'none', 'nil', 'undefined', 'unknown', 'n/a', 'na', 'nan', '(null)', '<null>', '[object object]', 'false', 'default', 'device', 'test', '0', '-1', '-',
                '9774d56d682e549c', '012345678912345', '004999010640000', '02:00:00:00:00:00')
              or regexp_full_match(device_id, '[0\-:]+') or regexp_full_match(lower(device_id), '[f\-:]+') then null
            else device_id end as device_id
from canonical
