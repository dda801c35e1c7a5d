-- Meaning: the accounts of the folder, with when each row happened and when it arrives in the replay.
-- Params:  $file
create table accounts as
with read as (
  select *, epoch_ms(cast(created_at as timestamptz)) as happened_ms, epoch_ms(cast(closed_at as timestamptz)) as closed_ms
  from read_csv($file, header = false, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true, auto_detect = false,
    columns = {'account_id': 'VARCHAR', 'created_at': 'VARCHAR', 'protected': 'VARCHAR', 'closed_at': 'VARCHAR'})
)
select *, coalesce(cast(happened_ms as bigint), 0) as arrives_ms from read
