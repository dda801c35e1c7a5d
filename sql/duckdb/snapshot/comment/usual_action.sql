-- What usual_action means, for the catalogue.
comment on table usual_action is 'The usual course of a week: how many actions of a type there are in each minute. Left by the newest night.';
comment on column usual_action.run_id is 'The night that left it.';
comment on column usual_action.action is 'Type of action.';
comment on column usual_action.weekday is '0 is Monday, UTC.';
comment on column usual_action.minute is 'Of the day, UTC, from 0.';
comment on column usual_action.rate is 'Actions that are usual in it.';
comment on column usual_action.dispersion is 'Variance of a minute over its mean; 1 where minutes vary as a Poisson count.';
