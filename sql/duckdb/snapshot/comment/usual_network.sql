-- What usual_network means, for the catalogue.
comment on table usual_network is 'How many accounts usually log in from a network on one day; small networks are left out. Left by the newest night.';
comment on column usual_network.run_id is 'The night that left it.';
comment on column usual_network.network is '/24, IPv6: /48; its hash where there is a privacy key.';
comment on column usual_network.rate is 'Accounts a day.';
comment on column usual_network.day_count is 'Days with any.';
