-- Meaning: what the newest run left out of the source, by rule, beside what the night before left out, the largest first.
-- Gives:   row_count_before null where there was no night before, or it left nothing out by the rule
with night as (
  select run_id, row_number() over (order by as_of desc, finished_at desc, run_id) as place from run where status = 'published' and reason is null
), latest as (
  select quarantine.* from quarantine join night on night.run_id = quarantine.run_id where night.place = 1
), before as (
  select quarantine.* from quarantine join night on night.run_id = quarantine.run_id where night.place = 2
)
select latest.source_table, latest.rule, latest.left_out, latest.row_count, before.row_count as row_count_before
from latest left join before on before.source_table = latest.source_table and before.rule = latest.rule and before.left_out = latest.left_out
order by latest.row_count desc, latest.source_table, latest.rule
