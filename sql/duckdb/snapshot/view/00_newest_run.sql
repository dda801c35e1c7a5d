-- Meaning: the run that the file shows: the newest published one; no row where none was ever published.
create view newest_run as
select *
from run
where status = 'published' and kind = 'nightly'
order by as_of desc, finished_at desc, run_id
limit 1
