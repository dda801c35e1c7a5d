-- Meaning: what the newest published night before this one read, used and left out of the source; another one of the same as_of is before it too.
-- Gives:   no row, or one: run_id, counts, quarantine (a list of rows; counts may be bigint and come as numbers)
-- Params:  $1 as_of, $2 the run
select run.run_id, run.counts,
  coalesce((select jsonb_agg(jsonb_build_object('source_table', source_table, 'rule', rule, 'left_out', left_out, 'row_count', row_count)) from ringfence.quarantine where quarantine.run_id = run.run_id), '[]') as quarantine
from ringfence.run
where status = 'published' and kind = 'nightly' and as_of <= $1 and run_id <> $2
order by as_of desc, finished_at desc
limit 1
