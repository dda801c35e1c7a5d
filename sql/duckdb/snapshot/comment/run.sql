-- What run means, for the catalogue.
comment on table run is 'One row per run; a published run stands for one description (kind, as_of, configuration, code, extract).';
comment on column run.run_id is 'Derived from the description; failed-<ms> for a run that ended before its extract was complete.';
comment on column run.kind is 'What kind of run, for example nightly.';
comment on column run.as_of is 'The run saw what happened before this moment (UTC).';
comment on column run.status is 'running, published, failed (see reason), refused (by a guardrail) or dry.';
comment on column run.reason is 'Why it failed, was refused, or changed nothing.';
comment on column run.started_at is 'When it started (UTC, wall clock).';
comment on column run.finished_at is 'When it ended (UTC, wall clock).';
comment on column run.config_hash is 'Hash of every setting that decides.';
comment on column run.code_version is 'Version of the code that decides.';
comment on column run.extract_fingerprint is 'Fingerprint of the rows read, independent of their order.';
comment on column run.account_count is 'N: accounts accepted by staging, closed ones not counted.';
comment on column run.stages is 'JSON array of {stage, rows_in, rows_out, seconds, peak_memory_bytes} in the order of the stages.';
comment on column run.counts is 'JSON object of counts at every step: why a night found what it found.';
comment on column run.privacy_key_version is 'Version of the key under which addresses and device ids are hashed; null: they are not.';
