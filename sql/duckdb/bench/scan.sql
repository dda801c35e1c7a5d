-- Meaning: the least that a detection could do: every row of one table of the extract read once, and grouped by its account.
-- Params:  $file (four columns, no header)
-- Gives:   one row: account_count, row_count
select count(*) as account_count, coalesce(sum(row_count), 0) as row_count
from (
  select column0, count(*) as row_count, max(column1) as second, max(column2) as third, max(column3) as fourth
  from read_csv($file, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216,
    columns = {'column0': 'VARCHAR', 'column1': 'VARCHAR', 'column2': 'VARCHAR', 'column3': 'VARCHAR'})
  group by column0
) as grouped
