-- Meaning: the extract's logins as they came, typed.
-- Params:  $file
create table raw_login as
select * from read_csv($file, header = false, quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'account_id': 'VARCHAR', 'device_id': 'VARCHAR', 'ip': 'VARCHAR', 'logged_in_ms': 'BIGINT'})
