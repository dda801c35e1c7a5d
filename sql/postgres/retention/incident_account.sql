-- Meaning: deletes who was looked at in incidents that are past their time. Kept: accounts with an open case or one in force. Incidents and their curves name no account.
-- Params:  $1 now, $2 days to keep, after the incident was last looked at
delete from ringfence.incident_account
using ringfence.incident
where incident.incident_id = incident_account.incident_id
  and incident.last_tick_at < cast($1 as timestamptz) - cast($2 as integer) * interval '24 hours'
  and not exists (select from ringfence.ban_candidate where ban_candidate.account_id = incident_account.account_id and ban_candidate.state in ('proposed', 'approved', 'released'))
