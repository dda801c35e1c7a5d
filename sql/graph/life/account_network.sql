-- Meaning: on which networks (/24, /48) each account was seen.
-- Reads:   login
create table account_network as
select distinct account, subnet from login where subnet is not null
