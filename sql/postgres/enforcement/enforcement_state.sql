-- Meaning: mode, brakes, and how many cases stand where.
select mode, release_cap, release_cap_share, day_cap, day_cap_share, canary_share, one_value_share, auto_restrict, incident_cap, changed_at, changed_by, reason,
  active_accounts, applied_today, proposed, approved, released
from ringfence.enforcement_state()
