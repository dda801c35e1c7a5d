-- Meaning: a surge in counts: who takes part and since when, who was quiet, who of these is awake, and how those live who usually open rooms; what accounts with a life of their own
--          visit, and how much of it is rooms of quiet participants.
-- Reads:   participant, quiet, stirred, visit, account, base.account
-- Params:  $recent_ms
select (select count(*) from participant) as participant_count,
       (select count(*) from participant where first_ms >= $recent_ms) as recent_count,
       (select count(*) from quiet) as quiet_count,
       (select count(*) from stirred) as stirred_count,
       (select count(*) from account) as account_count,
       (select count(*) from quiet semi join participant using (account)) as awake_count,
       (select count(*) from visit anti join quiet using (account) anti join participant using (account)) as visit_count,
       (select count(*) from visit join quiet as owner on owner.account = visit.owner where visit.account not in (select account from quiet) and visit.account not in (select account from participant)) as push_visit_count,
       (select count(*) from base.account where open_count > 0) as opener_count,
       (select count(*) from base.account where open_count > 0 and act_count <= 1) as quiet_opener_count
