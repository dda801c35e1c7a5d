-- Meaning: the targets to which anybody was brought.
-- Reads:   together
-- Gives:   target_no; ordered
select distinct target_no from together order by target_no
