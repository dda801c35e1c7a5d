-- Meaning: who was brought to the targets that are asked about, and by what.
-- Reads:   together, brought_target (target_no)
-- Gives:   target_no; unit_no: of what brought it (a machine, an hour of registration) the least account that it brought to anything; account. Ordered by all
with unit as (
  select unit, min(account) as unit_no from together group by unit
)
select together.target_no, unit.unit_no, together.account
from together
join brought_target on brought_target.target_no = together.target_no
join unit on unit.unit = together.unit
order by together.target_no, unit.unit_no, together.account
