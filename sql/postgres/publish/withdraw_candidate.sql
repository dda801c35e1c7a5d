-- Meaning: an open proposal of a night is withdrawn where this run's evidence carries only a weaker one, or none.
-- Reads:   new_candidate
select ringfence.withdraw_open(coalesce(array_agg(account_id), '{}'), coalesce(array_agg(action), '{}')) as changed
from new_candidate
