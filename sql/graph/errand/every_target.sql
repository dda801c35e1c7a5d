-- Meaning: every target to which anybody was brought is asked about.
-- Reads:   together
create table brought_target as
select distinct target_no from together
