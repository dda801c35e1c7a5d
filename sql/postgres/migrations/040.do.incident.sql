-- Meaning: what a night leaves for the minutes after it (the usual course, the armed list), and what the runs on minutes found.
create table ringfence.usual_action (
  run_id text not null references ringfence.run,
  action text not null,
  weekday smallint not null check (weekday between 0 and 6),
  minute smallint not null check (minute between 0 and 1439),
  rate double precision not null check (rate >= 0),
  dispersion double precision not null check (dispersion >= 1),
  primary key (action, weekday, minute)
);
comment on table ringfence.usual_action is 'The usual course of a week: how many actions of a type there are in each minute. Left by the newest night.';
comment on column ringfence.usual_action.run_id is 'The night that left it.';
comment on column ringfence.usual_action.action is 'Type of action.';
comment on column ringfence.usual_action.weekday is '0 is Monday, UTC.';
comment on column ringfence.usual_action.minute is 'Of the day, UTC, from 0.';
comment on column ringfence.usual_action.rate is 'Actions that are usual in it.';
comment on column ringfence.usual_action.dispersion is 'Variance of a minute over its mean; 1 where minutes vary as a Poisson count.';

create table ringfence.usual_target (
  run_id text not null references ringfence.run,
  action text not null,
  target_id text,
  rate double precision not null check (rate >= 0),
  minute_count bigint not null check (minute_count >= 0)
);
comment on table ringfence.usual_target is 'How busy large targets usually are, and the busiest ones of each action. Left by the newest night.';
comment on column ringfence.usual_target.run_id is 'The night that left it.';
comment on column ringfence.usual_target.action is 'Type of action.';
comment on column ringfence.usual_target.target_id is 'The target; null: any, the busiest in a thousand minutes.';
comment on column ringfence.usual_target.rate is 'Actions in one of its busy minutes.';
comment on column ringfence.usual_target.minute_count is 'Minutes in which there was any.';

create table ringfence.usual_registration (
  run_id text not null references ringfence.run,
  weekday smallint not null check (weekday between 0 and 6),
  quarter smallint not null check (quarter between 0 and 95),
  rate double precision not null check (rate >= 0),
  dispersion double precision not null check (dispersion >= 1),
  primary key (weekday, quarter)
);
comment on table ringfence.usual_registration is 'How many accounts usually register in each quarter of an hour of the week. Left by the newest night.';
comment on column ringfence.usual_registration.run_id is 'The night that left it.';
comment on column ringfence.usual_registration.weekday is '0 is Monday, UTC.';
comment on column ringfence.usual_registration.quarter is 'Quarter of an hour of the day, UTC, from 0.';
comment on column ringfence.usual_registration.rate is 'Accounts that are usual in it.';
comment on column ringfence.usual_registration.dispersion is 'Variance over mean, at least 1.';

create table ringfence.usual_network (
  run_id text not null references ringfence.run,
  network text not null primary key,
  rate double precision not null check (rate >= 0),
  day_count bigint not null check (day_count > 0)
);
comment on table ringfence.usual_network is 'How many accounts usually log in from a network on one day; small networks are left out. Left by the newest night.';
comment on column ringfence.usual_network.run_id is 'The night that left it.';
comment on column ringfence.usual_network.network is '/24, IPv6: /48; its hash where there is a privacy key.';
comment on column ringfence.usual_network.rate is 'Accounts a day.';
comment on column ringfence.usual_network.day_count is 'Days with any.';

create table ringfence.armed (
  run_id text not null references ringfence.run,
  account_id text not null,
  ring_id text references ringfence.ring,
  cohort text not null,
  probability double precision not null check (probability between 0 and 1),
  rests_on text not null
);
create index armed_account on ringfence.armed using hash (account_id);
comment on table ringfence.armed is 'The armed list of the newest night: accounts of dormant cohorts and of rings, that could strike. No proposal by itself.';
comment on column ringfence.armed.run_id is 'The night that left it.';
comment on column ringfence.armed.account_id is 'The account.';
comment on column ringfence.armed.ring_id is 'Its ring; null: it is of a dormant cohort only.';
comment on column ringfence.armed.cohort is 'What it would wake up with: a ring, or a time of registration.';
comment on column ringfence.armed.probability is 'That it belongs to it, 0 to 1.';
comment on column ringfence.armed.rests_on is 'What an answer would rest on, for people.';

create table ringfence.incident (
  incident_id text primary key check (incident_id ~ '^I-[1-9][0-9]*$'),
  action text not null,
  status text not null check (status in ('open', 'over')),
  onset_at timestamptz not null,
  detected_at timestamptz not null,
  last_surge_at timestamptz not null,
  last_tick_at timestamptz not null,
  ended_at timestamptz,
  first_proposed_at timestamptz,
  ring_id text references ringfence.ring,
  baseline_run_id text not null references ringfence.run,
  coordinated boolean not null,
  peak_count bigint not null,
  peak_expected double precision not null,
  participant_count bigint not null,
  facts jsonb not null check (jsonb_typeof(facts) = 'object'),
  check ((status = 'over') = (ended_at is not null))
);
comment on table ringfence.incident is 'Surges of accounts that go live (or post), far above the usual course, and what was found behind them.';
comment on column ringfence.incident.incident_id is 'I-<number>, in the order of detection.';
comment on column ringfence.incident.action is 'What surged.';
comment on column ringfence.incident.status is 'open, or over.';
comment on column ringfence.incident.onset_at is 'The first minute above the band.';
comment on column ringfence.incident.detected_at is 'The end of the data of the run that saw it first.';
comment on column ringfence.incident.last_surge_at is 'When it was last above the usual course.';
comment on column ringfence.incident.last_tick_at is 'The end of the data of the last run on it.';
comment on column ringfence.incident.ended_at is 'When it was over; null: it is not.';
comment on column ringfence.incident.first_proposed_at is 'When the first account was proposed; null: nobody was.';
comment on column ringfence.incident.ring_id is 'The ring under which its accounts are proposed; null: nobody was.';
comment on column ringfence.incident.baseline_run_id is 'The night on whose usual course it stands.';
comment on column ringfence.incident.coordinated is 'True: an operator is behind it. False: a surge, and no more; nobody was proposed.';
comment on column ringfence.incident.peak_count is 'Actions in its busiest minute.';
comment on column ringfence.incident.peak_expected is 'Actions that are usual in that minute.';
comment on column ringfence.incident.participant_count is 'Accounts that took part.';
comment on column ringfence.incident.facts is 'For people: cohorts and rings that woke up, counts by answer and by what it rests on, who was spared and why.';

create table ringfence.incident_minute (
  incident_id text not null references ringfence.incident,
  minute_at timestamptz not null,
  act_count bigint not null,
  expected double precision not null,
  band_high double precision not null,
  proposed_count bigint not null,
  primary key (incident_id, minute_at)
);
comment on table ringfence.incident_minute is 'The curve of an incident, minute by minute, from half an hour before its onset.';
comment on column ringfence.incident_minute.incident_id is 'The incident.';
comment on column ringfence.incident_minute.minute_at is 'The minute, UTC.';
comment on column ringfence.incident_minute.act_count is 'Actions in it.';
comment on column ringfence.incident_minute.expected is 'Actions that are usual.';
comment on column ringfence.incident_minute.band_high is 'The most that a usual minute has (three standard deviations).';
comment on column ringfence.incident_minute.proposed_count is 'Accounts first proposed by the run on the data up to the end of this minute.';

create table ringfence.incident_account (
  incident_id text not null references ringfence.incident,
  account_id text not null,
  first_acted_at timestamptz,
  first_proposed_at timestamptz,
  answer text not null check (answer in ('restrict', 'challenge', 'spared', 'exempt')),
  bits double precision not null check (bits > '-infinity' and bits < 'infinity'),
  probability double precision not null check (probability between 0 and 1),
  harm double precision not null,
  why text not null,
  evidence jsonb not null check (jsonb_typeof(evidence) = 'array')
);
create index incident_account_account on ringfence.incident_account using hash (account_id);
create index incident_account_incident on ringfence.incident_account (incident_id);
comment on table ringfence.incident_account is 'Everybody who was looked at in an incident, with the answer and what it rests on.';
comment on column ringfence.incident_account.incident_id is 'The incident.';
comment on column ringfence.incident_account.account_id is 'The account.';
comment on column ringfence.incident_account.first_acted_at is 'When it first took part; null: it has not.';
comment on column ringfence.incident_account.first_proposed_at is 'The end of the data of the run that proposed it first; null: it was not.';
comment on column ringfence.incident_account.answer is 'restrict, challenge, spared (took part, too little speaks against it) or exempt (protected or closed).';
comment on column ringfence.incident_account.bits is 'What speaks for it being of the incident.';
comment on column ringfence.incident_account.probability is 'The same, 0 to 1.';
comment on column ringfence.incident_account.harm is 'What it does now: actions of its viewers and its own since the onset. Proposals go by it.';
comment on column ringfence.incident_account.why is 'One sentence for people.';
comment on column ringfence.incident_account.evidence is 'What speaks for and against it: name, bits, says.';

create table ringfence.incident_tick (
  to_at timestamptz primary key,
  baseline_run_id text not null references ringfence.run,
  started_at timestamptz not null,
  seconds double precision not null check (seconds >= 0),
  read_count bigint not null,
  late_count bigint not null,
  known_count bigint not null,
  proposed_count bigint not null,
  withdrawn_count bigint not null,
  surges jsonb not null check (jsonb_typeof(surges) = 'array')
);
comment on table ringfence.incident_tick is 'Runs on the last minutes, one row each; kept for some days.';
comment on column ringfence.incident_tick.to_at is 'The end of the data, excluded.';
comment on column ringfence.incident_tick.baseline_run_id is 'The night on whose usual course it stood.';
comment on column ringfence.incident_tick.started_at is 'When it began, by the clock of the machine.';
comment on column ringfence.incident_tick.seconds is 'How long it took.';
comment on column ringfence.incident_tick.read_count is 'Rows that were read.';
comment on column ringfence.incident_tick.late_count is 'Of these, new ones of a time that the run before had already read.';
comment on column ringfence.incident_tick.known_count is 'Of these, rows that were there already: read again for the late ones, or doubled in the source.';
comment on column ringfence.incident_tick.proposed_count is 'Accounts proposed.';
comment on column ringfence.incident_tick.withdrawn_count is 'Own proposals withdrawn.';
comment on column ringfence.incident_tick.surges is 'What was above the usual course: action, target, onset, count, expected, bits.';

alter table ringfence.enforcement add column incident_cap integer not null default 0 check (incident_cap >= 0);
comment on column ringfence.enforcement.incident_cap is 'So many restrictions of incidents leave without a person in any 24 hours, within the other caps; 0: none.';
drop function ringfence.set_caps(text, integer, double precision, integer, double precision, double precision, double precision, boolean);
drop function ringfence.enforcement_state();
revoke all on all tables in schema ringfence from public;
