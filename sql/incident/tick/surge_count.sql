-- Meaning: a surge in counts: who takes part and since when, who was quiet, who of these is awake and has logged in today, and how those live who usually open rooms.
-- Reads:   participant, quiet, account, base.account
-- Params:  $recent_ms
select (select count(*) from participant) as participant_count,
       (select count(*) from participant where first_ms >= $recent_ms) as recent_count,
       (select count(*) from quiet) as quiet_count,
       (select count(*) from account) as account_count,
       (select count(*) from quiet semi join participant using (account)) as awake_count,
       (select count(*) from quiet semi join participant using (account) where came) as came_awake_count,
       (select count(*) from quiet anti join participant using (account) where came) as came_asleep_count,
       (select count(*) from base.account where open_count > 0) as opener_count,
       (select count(*) from base.account where open_count > 0 and act_count <= 1) as quiet_opener_count
