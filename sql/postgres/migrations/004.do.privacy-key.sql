-- Meaning: which key the hashes of a run were made under.
alter table ringfence.run add column privacy_key_version text check (privacy_key_version ~ '^[a-z0-9]{1,8}$');
comment on column ringfence.run.privacy_key_version is 'Version of the key under which addresses and device ids are hashed; null: they are not.';
