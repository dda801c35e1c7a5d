-- Meaning: the public of each target, and how many machines brought several accounts to it.
-- Reads:   target_visitor, together
-- Gives:   target_no; visitor_count; machine_count. Ordered by target_no. Targets with a public that says what is usual, or with enough machines to be asked about
-- Params:  $usual_visitors, $min_machines
with public as (
  select target_no, count(*) as visitor_count from target_visitor group by target_no
), brought as (
  select target_no, count(distinct unit) as machine_count from together group by target_no
)
select public.target_no, public.visitor_count, coalesce(brought.machine_count, 0) as machine_count
from public left join brought on brought.target_no = public.target_no
where public.visitor_count >= $usual_visitors or coalesce(brought.machine_count, 0) >= $min_machines
order by public.target_no
