-- What incident means, for the catalogue.
comment on table incident is 'Surges of accounts that go live (or post), far above the usual course, and what was found behind them.';
comment on column incident.incident_id is 'I-<number>, in the order of detection.';
comment on column incident.action is 'What surged.';
comment on column incident.status is 'open, or over.';
comment on column incident.onset_at is 'The first minute above the band.';
comment on column incident.detected_at is 'The end of the data of the run that saw it first.';
comment on column incident.last_surge_at is 'When it was last above the usual course.';
comment on column incident.last_tick_at is 'The end of the data of the last run on it.';
comment on column incident.ended_at is 'When it was over; null: it is not.';
comment on column incident.first_proposed_at is 'When the first account was proposed; null: nobody was.';
comment on column incident.ring_id is 'The ring under which its accounts are proposed; null: nobody was.';
comment on column incident.baseline_run_id is 'The night on whose usual course it stands.';
comment on column incident.coordinated is 'True: an operator is behind it. False: a surge, and no more; nobody was proposed.';
comment on column incident.peak_count is 'Actions in its busiest minute.';
comment on column incident.peak_expected is 'Actions that are usual in that minute.';
comment on column incident.participant_count is 'Accounts that took part.';
comment on column incident.facts is 'For people: cohorts and rings that woke up, counts by answer and by what it rests on, who was spared and why.';
