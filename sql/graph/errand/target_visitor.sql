-- Meaning: who came to which target, whatever it did there, once each.
-- Reads:   deed_act
create table target_visitor as
select distinct target_no, account from deed_act
