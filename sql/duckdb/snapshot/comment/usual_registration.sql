-- What usual_registration means, for the catalogue.
comment on table usual_registration is 'How many accounts usually register in each quarter of an hour of the week. Left by the newest night.';
comment on column usual_registration.run_id is 'The night that left it.';
comment on column usual_registration.weekday is '0 is Monday, UTC.';
comment on column usual_registration.quarter is 'Quarter of an hour of the day, UTC, from 0.';
comment on column usual_registration.rate is 'Accounts that are usual in it.';
comment on column usual_registration.dispersion is 'Variance over mean, at least 1.';
