-- Meaning: everything before $to_ms was read.
-- Params:  $to_ms
update state.mark set to_ms = cast($to_ms as bigint)
