-- Meaning: as of when the states of proposals are: the end of the last night whose results the file holds; null before the first.
select max(finished_at) as state_at
from run
where status = 'published'
