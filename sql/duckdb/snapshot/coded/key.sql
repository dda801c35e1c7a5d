-- Meaning: every key that at least two accounts share, with its number; a number is only good inside this file.
-- Reads:   key, kind (of the work database)
create table snapshot.coded.key as
select key.key_no, kind.kind, key.key, key.parent_key, key.source, cast(key.account_count as integer) as account_count
from key join kind on kind.kind_no = key.kind_no
