-- Meaning: on which machines each account was seen, and since when.
-- Reads:   login
create table account_device as
select account, device_id, min(logged_in_ms) as first_ms from login where device_id is not null group by account, device_id
