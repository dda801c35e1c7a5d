-- Meaning: on which networks (/24, /48) each account was seen, and since when.
-- Reads:   login
create table account_network as
select account, subnet, min(logged_in_ms) as first_ms from login where subnet is not null group by account, subnet
