-- What incident_account means, for the catalogue.
comment on table incident_account is 'Everybody who was looked at in an incident, with the answer and what it rests on.';
comment on column incident_account.incident_id is 'The incident.';
comment on column incident_account.account_id is 'The account.';
comment on column incident_account.first_acted_at is 'When it first took part; null: it has not.';
comment on column incident_account.first_proposed_at is 'The end of the data of the run that proposed it first; null: it was not.';
comment on column incident_account.answer is 'restrict, challenge, spared (took part, too little speaks against it) or exempt (protected or closed).';
comment on column incident_account.bits is 'What speaks for it being of the incident.';
comment on column incident_account.probability is 'The same, 0 to 1.';
comment on column incident_account.harm is 'What it does now: actions of its viewers and its own since the onset. Proposals go by it.';
comment on column incident_account.why is 'One sentence for people.';
comment on column incident_account.evidence is 'What speaks for and against it: name, bits, says.';
