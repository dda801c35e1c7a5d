-- Meaning: the last moment that a folder of files knows.
-- Reads:   accounts, logins, actions
-- Gives:   one cell, ms since 1970
select epoch_ms(max(happened_at))
from (select max(acted_at) as happened_at from actions union all select max(logged_in_at) from logins union all select max(created_at) from accounts) as ends
