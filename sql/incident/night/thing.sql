-- Meaning: devices, networks of a day and addresses of a day that accounts share, with how many accounts each usually has.
-- Reads:   key (of the night), kind
create table base.thing as
select key.key_no, kind.kind, key.key, key.account_count
from key
join kind on kind.kind_no = key.kind_no
where kind.kind in ('device', 'subnet', 'ip')
