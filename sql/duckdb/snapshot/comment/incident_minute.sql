-- What incident_minute means, for the catalogue.
comment on table incident_minute is 'The curve of an incident, minute by minute, from half an hour before its onset.';
comment on column incident_minute.incident_id is 'The incident.';
comment on column incident_minute.minute_at is 'The minute, UTC.';
comment on column incident_minute.act_count is 'Actions in it.';
comment on column incident_minute.expected is 'Actions that are usual.';
comment on column incident_minute.band_high is 'The most that a usual minute has (three standard deviations).';
comment on column incident_minute.proposed_count is 'Accounts first proposed by the run on the data up to the end of this minute.';
