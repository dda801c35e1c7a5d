-- What usual_target means, for the catalogue.
comment on table usual_target is 'How busy large targets usually are, and the busiest ones of each action. Left by the newest night.';
comment on column usual_target.run_id is 'The night that left it.';
comment on column usual_target.action is 'Type of action.';
comment on column usual_target.target_id is 'The target; null: any, the busiest in a thousand minutes.';
comment on column usual_target.rate is 'Actions in one of its busy minutes.';
comment on column usual_target.minute_count is 'Minutes in which there was any.';
