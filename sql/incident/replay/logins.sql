-- Meaning: the logins of the folder, with when each row happened and when it arrives in the replay.
-- Params:  $file, $from_ms (the replay begins), $late_share, $late_ms, $double_share
create table logins as
with read as (
  select *, epoch_ms(cast(logged_in_at as timestamptz)) as happened_ms
  from read_csv($file, header = false, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true, auto_detect = false,
    columns = {'account_id': 'VARCHAR', 'device_id': 'VARCHAR', 'ip': 'VARCHAR', 'logged_in_at': 'VARCHAR'})
), given as (
  select *, coalesce(cast(happened_ms + case when happened_ms >= $from_ms and hash(account_id, happened_ms, 'late') % 1000000 < $late_share * 1000000 then $late_ms else 0 end as bigint), 0) as arrives_ms from read
)
select * from given
union all
select * from given where happened_ms >= $from_ms and hash(account_id, happened_ms, 'twice') % 1000000 < $double_share * 1000000
