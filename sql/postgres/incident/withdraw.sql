-- Meaning: open proposals of this incident are withdrawn where its evidence is gone. No other run's are.
-- Gives:   changed: how many
-- Params:  $1 the incident's ring, $2 accounts
select ringfence.withdraw_incident($1, $2) as changed
