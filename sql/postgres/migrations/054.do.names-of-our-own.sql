-- Meaning: ids of releases, undos and expiries are three lists: nobody can take a name from a list that is not theirs.
alter table ringfence.release drop constraint release_pkey, add primary key (kind, release_id);
comment on column ringfence.release.release_id is 'The id that its caller chose, once per kind; of an expiry one of our own (expiry:…), which callers cannot choose.';
