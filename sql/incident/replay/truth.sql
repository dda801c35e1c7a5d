-- Meaning: who is no innocent, and who of them is an attacker: of a ring that holds somebody of the kind attack; where no ring does, everybody.
-- Reads:   named (account_id, ring, kind)
insert into truth
select account_id, bool_or(not exists (select 1 from named as other where other.kind = 'attack') or ring in (select ring from named as other where other.kind = 'attack'))
from named
group by account_id
