-- What newest_run means, for the catalogue.
comment on view newest_run is 'The run that this file shows: one row, the columns of run; none where nothing was ever published.';
comment on column newest_run.run_id is 'Derived from the description; failed-<ms> for a run that ended before its extract was complete.';
comment on column newest_run.kind is 'What kind of run, for example nightly.';
comment on column newest_run.as_of is 'The run saw what happened before this moment (UTC).';
comment on column newest_run.status is 'running, published, failed (see reason), refused (by a guardrail) or dry.';
comment on column newest_run.reason is 'Why it failed, was refused, or changed nothing.';
comment on column newest_run.started_at is 'When it started (UTC, wall clock).';
comment on column newest_run.finished_at is 'When it ended (UTC, wall clock).';
comment on column newest_run.config_hash is 'Hash of every setting that decides.';
comment on column newest_run.code_version is 'Version of the code that decides.';
comment on column newest_run.extract_fingerprint is 'Fingerprint of the rows read, independent of their order.';
comment on column newest_run.account_count is 'N: accounts accepted by staging, closed ones not counted.';
comment on column newest_run.stages is 'JSON array of {stage, rows_in, rows_out, seconds, peak_memory_bytes} in the order of the stages.';
comment on column newest_run.counts is 'JSON object of counts at every step: why a night found what it found.';
comment on column newest_run.privacy_key_version is 'Version of the key under which addresses and device ids are hashed; null: they are not.';
