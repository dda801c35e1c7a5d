-- Meaning: the extract's logins as they came, typed. Nothing is guessed: an empty file is no rows.
-- Params:  $file
create table raw_login as
select * from read_csv($file, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'account_id': 'VARCHAR', 'device_id': 'VARCHAR', 'ip': 'VARCHAR', 'logged_in_ms': 'BIGINT'})
