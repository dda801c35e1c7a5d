-- Meaning: what the run left out, counted by rule.
-- Gives:   left_out says what: `row` (the whole row; one whose time is no fact still says what needs no time, see login_untimed and action_untimed), `copy` (a further copy of a row that is used), `outside` (a row of another time than the run's),
--          `value` (one value; the row is used without it), `absent` (a value that is missing, or stands for none and was read as none).
--          Rows in = rows used + row + copy + outside, for each table; values and absent ones are counted on rows that are used, or copies of such.
create table quarantine (source_table varchar, rule varchar, left_out varchar, row_count bigint)
