-- Meaning: the extract's actions as they came, typed.
-- Params:  $file
create table raw_action as
select * from read_csv($file, header = false, quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, strict_mode = true,
  columns = {'account_id': 'VARCHAR', 'action': 'VARCHAR', 'target_id': 'VARCHAR', 'acted_ms': 'BIGINT'})
