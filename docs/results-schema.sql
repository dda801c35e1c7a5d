-- The results schema as "ringfence migrate" leaves it: made by test/postgres/schema.test.ts, to be read, never run.

create table ringfence.allow_list (
  allow_id bigint not null generated always as identity,
  kind text not null,
  value text not null,
  reason text not null,
  author text not null,
  added_at timestamp with time zone not null default clock_timestamp(),
  expires_at timestamp with time zone,
  removed_at timestamp with time zone,
  removed_by text,
  constraint allow_list_check CHECK (((removed_at IS NULL) = (removed_by IS NULL))),
  constraint allow_list_expires_at_check CHECK (isfinite(expires_at)),
  constraint allow_list_pkey PRIMARY KEY (allow_id),
  constraint allow_list_reason_check CHECK (ringfence.is_plain(reason, 500)),
  constraint allow_list_value_check CHECK (((octet_length(value) >= 1) AND (octet_length(value) <= 100000)))
);
CREATE INDEX allow_list_shared ON ringfence.allow_list USING btree (allow_id) WHERE ((removed_at IS NULL) AND (kind <> 'account'::text));
CREATE INDEX allow_list_value ON ringfence.allow_list USING hash (value) WHERE (removed_at IS NULL);
CREATE TRIGGER audit_allow_list AFTER INSERT OR UPDATE ON ringfence.allow_list FOR EACH ROW EXECUTE FUNCTION ringfence.audit_row() -- always;
CREATE TRIGGER guard_allow_list BEFORE INSERT OR DELETE OR UPDATE ON ringfence.allow_list FOR EACH ROW EXECUTE FUNCTION ringfence.guard_allow_list() -- always;
CREATE TRIGGER keep_allow_list BEFORE TRUNCATE ON ringfence.allow_list FOR EACH STATEMENT EXECUTE FUNCTION ringfence.refuse_change() -- always;

create table ringfence.armed (
  run_id text not null,
  account_id text not null,
  ring_id text,
  cohort text not null,
  probability double precision not null,
  rests_on text not null,
  constraint armed_probability_check CHECK (((probability >= (0)::double precision) AND (probability <= (1)::double precision))),
  constraint armed_ring_id_fkey FOREIGN KEY (ring_id) REFERENCES ringfence.ring(ring_id),
  constraint armed_run_id_fkey FOREIGN KEY (run_id) REFERENCES ringfence.run(run_id)
);
CREATE INDEX armed_account ON ringfence.armed USING hash (account_id);

create table ringfence.audit (
  audit_id bigint not null generated always as identity,
  happened_at timestamp with time zone not null default clock_timestamp(),
  actor text not null default SESSION_USER,
  subject text not null,
  change text not null,
  case_id text,
  run_id text,
  account_id text,
  from_state text,
  to_state text,
  detail jsonb,
  constraint audit_actor_check CHECK ((actor = SESSION_USER)),
  constraint audit_change_check CHECK (ringfence.is_plain(change, 100)),
  constraint audit_pkey PRIMARY KEY (audit_id),
  constraint audit_subject_check CHECK ((subject = ANY (ARRAY['candidate'::text, 'enforcement'::text, 'allow_list'::text, 'release'::text, 'feed_epoch'::text, 'cap_request'::text])))
);
CREATE INDEX audit_case ON ringfence.audit USING btree (case_id);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ringfence.audit FOR EACH STATEMENT EXECUTE FUNCTION ringfence.refuse_change() -- always;
CREATE TRIGGER ledger_rows AFTER INSERT ON ringfence.audit REFERENCING NEW TABLE AS new_row FOR EACH STATEMENT EXECUTE FUNCTION ringfence.ledger_rows('audit_id') -- always;

create table ringfence.ban_candidate (
  run_id text not null,
  account_id text not null,
  ring_id text not null,
  action text not null,
  evidence_bits double precision not null,
  kinds text[] not null,
  reasons jsonb not null,
  state text not null,
  proposed_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  probability double precision,
  case_id text not null,
  proposed_by text not null,
  overturned_before integer not null default 0,
  detector text not null default 'night'::text,
  checked boolean not null default false,
  constraint ban_candidate_account_length CHECK ((octet_length(account_id) <= 100000)),
  constraint ban_candidate_action_check CHECK ((action = ANY (ARRAY['watch'::text, 'challenge'::text, 'restrict'::text, 'ban'::text]))),
  constraint ban_candidate_case UNIQUE (case_id),
  constraint ban_candidate_case_form CHECK ((case_id ~ '^C-[1-9][0-9]*$'::text)),
  constraint ban_candidate_check CHECK ((expires_at > proposed_at)),
  constraint ban_candidate_detector_check CHECK ((detector <> ''::text)),
  constraint ban_candidate_evidence_bits_check CHECK (((evidence_bits > '-Infinity'::double precision) AND (evidence_bits < 'Infinity'::double precision))),
  constraint ban_candidate_finite CHECK ((((proposed_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (proposed_at <= '9999-12-31 00:00:00+00'::timestamp with time zone)) AND (expires_at <= '9999-12-31 00:00:00+00'::timestamp with time zone))),
  constraint ban_candidate_kinds_text CHECK (((cardinality(kinds) <= 50) AND ringfence.is_plain(NULLIF(array_to_string(kinds, ' '::text), ''::text), 2000))),
  constraint ban_candidate_once_per_run EXCLUDE USING hash ((((run_id || '/'::text) || account_id)) WITH =),
  constraint ban_candidate_one_open EXCLUDE USING hash (account_id WITH =) WHERE ((state = ANY (ARRAY['proposed'::text, 'approved'::text]))),
  constraint ban_candidate_overturned_before_check CHECK ((overturned_before >= 0)),
  constraint ban_candidate_probability_check CHECK (((probability >= (0)::double precision) AND (probability <= (1)::double precision))),
  constraint ban_candidate_reasons_check CHECK ((jsonb_typeof(reasons) = 'object'::text)),
  constraint ban_candidate_reasons_size CHECK ((pg_column_size(reasons) <= 2000000)),
  constraint ban_candidate_ring_id_fkey FOREIGN KEY (ring_id) REFERENCES ringfence.ring(ring_id),
  constraint ban_candidate_run_id_fkey FOREIGN KEY (run_id) REFERENCES ringfence.run(run_id),
  constraint ban_candidate_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'approved'::text, 'released'::text, 'reversed'::text, 'rejected'::text, 'superseded'::text, 'withdrawn'::text, 'expired'::text]))),
  constraint ban_candidate_summary_text CHECK (ringfence.is_plain(NULLIF((reasons ->> 'summary'::text), ''::text), 4000))
);
CREATE INDEX ban_candidate_account ON ringfence.ban_candidate USING hash (account_id);
CREATE INDEX ban_candidate_end ON ringfence.ban_candidate USING btree (expires_at) WHERE ((state = ANY (ARRAY['proposed'::text, 'approved'::text, 'released'::text])) AND (expires_at IS NOT NULL));
CREATE INDEX ban_candidate_queue ON ringfence.ban_candidate USING btree (ring_id, length(case_id), case_id) WHERE (state = ANY (ARRAY['proposed'::text, 'approved'::text]));
CREATE INDEX ban_candidate_ring ON ringfence.ban_candidate USING btree (ring_id);
CREATE INDEX ban_candidate_run ON ringfence.ban_candidate USING btree (run_id);
CREATE INDEX ban_candidate_state ON ringfence.ban_candidate USING btree (state, action);
CREATE TRIGGER audit_delete AFTER DELETE ON ringfence.ban_candidate REFERENCING OLD TABLE AS old_row FOR EACH STATEMENT EXECUTE FUNCTION ringfence.audit_candidate() -- always;
CREATE TRIGGER audit_insert AFTER INSERT ON ringfence.ban_candidate REFERENCING NEW TABLE AS new_row FOR EACH STATEMENT EXECUTE FUNCTION ringfence.audit_candidate() -- always;
CREATE TRIGGER audit_truncate AFTER TRUNCATE ON ringfence.ban_candidate FOR EACH STATEMENT EXECUTE FUNCTION ringfence.audit_candidate() -- always;
CREATE TRIGGER audit_update AFTER UPDATE ON ringfence.ban_candidate REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row FOR EACH STATEMENT EXECUTE FUNCTION ringfence.audit_candidate() -- always;
CREATE TRIGGER guard_candidate BEFORE INSERT OR DELETE OR UPDATE ON ringfence.ban_candidate FOR EACH ROW EXECUTE FUNCTION ringfence.guard_candidate() -- always;
CREATE TRIGGER guard_state AFTER UPDATE ON ringfence.ban_candidate REFERENCING NEW TABLE AS new_row FOR EACH STATEMENT EXECUTE FUNCTION ringfence.guard_candidate_state() -- always;

create table ringfence.canary_draw (
  case_id text not null,
  release_id text not null,
  seed text,
  chosen boolean not null,
  drawn_at timestamp with time zone not null default clock_timestamp(),
  constraint canary_draw_pkey PRIMARY KEY (case_id),
  constraint canary_draw_seed_check CHECK (ringfence.is_plain(seed, 100))
);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ringfence.canary_draw FOR EACH STATEMENT EXECUTE FUNCTION ringfence.refuse_change() -- always;

create table ringfence.cap_request (
  request_id bigint not null generated always as identity,
  wanted jsonb not null,
  requested_by text not null default SESSION_USER,
  requested_at timestamp with time zone not null default clock_timestamp(),
  reason text not null,
  ended_at timestamp with time zone,
  ended_by text,
  outcome text,
  constraint cap_request_check CHECK ((((ended_at IS NULL) = (outcome IS NULL)) AND ((ended_at IS NULL) = (ended_by IS NULL)))),
  constraint cap_request_outcome_check CHECK ((outcome = ANY (ARRAY['confirmed'::text, 'waited'::text, 'replaced'::text]))),
  constraint cap_request_pkey PRIMARY KEY (request_id),
  constraint cap_request_reason_check CHECK (ringfence.is_plain(reason, 500)),
  constraint cap_request_wanted_check CHECK ((jsonb_typeof(wanted) = 'object'::text))
);
CREATE TRIGGER audit_cap_request AFTER INSERT OR UPDATE ON ringfence.cap_request FOR EACH ROW EXECUTE FUNCTION ringfence.audit_row() -- always;
CREATE TRIGGER guard_cap_request BEFORE INSERT OR DELETE OR UPDATE ON ringfence.cap_request FOR EACH ROW EXECUTE FUNCTION ringfence.guard_cap_request() -- always;
CREATE TRIGGER keep_cap_request BEFORE TRUNCATE ON ringfence.cap_request FOR EACH STATEMENT EXECUTE FUNCTION ringfence.refuse_change() -- always;

create table ringfence.case_lock (

);

create table ringfence.commit_probe (

);
CREATE CONSTRAINT TRIGGER held_against_stops AFTER INSERT ON ringfence.commit_probe DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ringfence.guard_probe() -- always;

create table ringfence.consumer_lock (
  consumer text not null,
  number bigint not null,
  constraint consumer_lock_consumer_check CHECK ((consumer ~ '^[A-Za-z0-9._-]{1,100}$'::text)),
  constraint consumer_lock_pkey PRIMARY KEY (consumer)
);

create table ringfence.decision (
  decision_id bigint not null generated always as identity,
  case_id text not null,
  verdict text not null,
  decided_by text not null default SESSION_USER,
  decided_at timestamp with time zone not null default clock_timestamp(),
  reason text not null,
  review_id bigint,
  constraint decision_decided_by_check CHECK ((decided_by = SESSION_USER)),
  constraint decision_once UNIQUE (case_id, decided_by, verdict),
  constraint decision_pkey PRIMARY KEY (decision_id),
  constraint decision_reason_check CHECK (ringfence.is_plain(reason, 500)),
  constraint decision_review_id_fkey FOREIGN KEY (review_id) REFERENCES ringfence.review(review_id),
  constraint decision_verdict_check CHECK ((verdict = ANY (ARRAY['approve'::text, 'reject'::text, 'automatic'::text])))
);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ringfence.decision FOR EACH STATEMENT EXECUTE FUNCTION ringfence.refuse_change() -- always;
CREATE TRIGGER ledger_rows AFTER INSERT ON ringfence.decision REFERENCING NEW TABLE AS new_row FOR EACH STATEMENT EXECUTE FUNCTION ringfence.ledger_rows('decision_id') -- always;

create table ringfence.enforcement (
  only_row boolean not null default true,
  mode text not null,
  release_cap integer not null,
  release_cap_share double precision not null,
  day_cap integer not null,
  day_cap_share double precision not null,
  canary_share double precision not null,
  one_value_share double precision not null,
  auto_restrict boolean not null,
  changed_at timestamp with time zone not null default clock_timestamp(),
  changed_by text not null default SESSION_USER,
  reason text not null,
  incident_cap integer not null default 0,
  raise_by text not null default 'hour'::text,
  constraint enforcement_canary_share_check CHECK (((canary_share >= (0)::double precision) AND (canary_share <= (1)::double precision))),
  constraint enforcement_day_cap_check CHECK ((day_cap >= 0)),
  constraint enforcement_day_cap_share_check CHECK (((day_cap_share >= (0)::double precision) AND (day_cap_share <= (1)::double precision))),
  constraint enforcement_incident_cap_check CHECK ((incident_cap >= 0)),
  constraint enforcement_mode_check CHECK ((mode = ANY (ARRAY['off'::text, 'shadow'::text, 'canary'::text, 'on'::text]))),
  constraint enforcement_one_value_share_check CHECK (((one_value_share >= (0)::double precision) AND (one_value_share <= (1)::double precision))),
  constraint enforcement_only_row_check CHECK (only_row),
  constraint enforcement_pkey PRIMARY KEY (only_row),
  constraint enforcement_raise_by_check CHECK ((raise_by = ANY (ARRAY['hour'::text, 'two_people'::text]))),
  constraint enforcement_reason_check CHECK (ringfence.is_plain(reason, 500)),
  constraint enforcement_release_cap_check CHECK ((release_cap >= 0)),
  constraint enforcement_release_cap_share_check CHECK (((release_cap_share >= (0)::double precision) AND (release_cap_share <= (1)::double precision)))
);
CREATE TRIGGER audit_enforcement AFTER UPDATE ON ringfence.enforcement FOR EACH ROW EXECUTE FUNCTION ringfence.audit_row() -- always;
CREATE TRIGGER guard_enforcement BEFORE INSERT OR DELETE OR UPDATE ON ringfence.enforcement FOR EACH ROW EXECUTE FUNCTION ringfence.guard_enforcement() -- always;
CREATE TRIGGER keep_enforcement BEFORE TRUNCATE ON ringfence.enforcement FOR EACH STATEMENT EXECUTE FUNCTION ringfence.refuse_change() -- always;

create table ringfence.feed (
  seq bigint not null,
  epoch uuid not null,
  effect text not null,
  account_id text not null,
  action text not null,
  reason_code text not null,
  effective_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  ring_id text not null,
  case_id text not null,
  release_id text not null,
  statement text not null,
  prev_hash text not null,
  hash text not null,
  basis text,
  constraint feed_action_check CHECK ((action = ANY (ARRAY['watch'::text, 'challenge'::text, 'restrict'::text, 'ban'::text]))),
  constraint feed_basis_check CHECK (((octet_length(basis) >= 2) AND (octet_length(basis) <= 100000))),
  constraint feed_basis_given CHECK ((basis IS NOT NULL)) NOT VALID,
  constraint feed_check CHECK (((effect = 'apply'::text) = (reason_code = 'coordinated_ring'::text))),
  constraint feed_effect_check CHECK ((effect = ANY (ARRAY['apply'::text, 'lift'::text]))),
  constraint feed_effective_at_check CHECK ((isfinite(effective_at) AND (effective_at = date_trunc('milliseconds'::text, effective_at)))),
  constraint feed_epoch_fkey FOREIGN KEY (epoch) REFERENCES ringfence.feed_epoch(epoch),
  constraint feed_expires_at_check CHECK ((isfinite(expires_at) AND (expires_at = date_trunc('milliseconds'::text, expires_at)))),
  constraint feed_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text)),
  constraint feed_pkey PRIMARY KEY (seq),
  constraint feed_prev_hash_check CHECK ((prev_hash ~ '^[0-9a-f]{64}$'::text)),
  constraint feed_reason_code_check CHECK ((reason_code = ANY (ARRAY['coordinated_ring'::text, 'undone_account'::text, 'undone_case'::text, 'undone_ring'::text, 'undone_run'::text, 'undone_release'::text, 'expired'::text]))),
  constraint feed_seq_check CHECK ((seq > 0)),
  constraint feed_statement_check CHECK (ringfence.is_plain(statement, 2000))
);
CREATE UNIQUE INDEX feed_case_once ON ringfence.feed USING btree (case_id, effect);
CREATE INDEX feed_release ON ringfence.feed USING btree (release_id);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ringfence.feed FOR EACH STATEMENT EXECUTE FUNCTION ringfence.refuse_change() -- always;
CREATE TRIGGER guard_feed AFTER INSERT ON ringfence.feed REFERENCING NEW TABLE AS new_row FOR EACH STATEMENT EXECUTE FUNCTION ringfence.guard_feed() -- always;

create table ringfence.feed_consumer (
  consumer text not null,
  epoch uuid not null,
  seq bigint not null,
  acked_at timestamp with time zone not null,
  acked_by text not null,
  constraint feed_consumer_consumer_check CHECK ((consumer ~ '^[A-Za-z0-9._-]{1,100}$'::text)),
  constraint feed_consumer_pkey PRIMARY KEY (consumer),
  constraint feed_consumer_seq_check CHECK ((seq >= 0))
);

create table ringfence.feed_epoch (
  epoch uuid not null,
  started_at timestamp with time zone not null default clock_timestamp(),
  after_seq bigint not null,
  reason text not null,
  started_by text not null default SESSION_USER,
  constraint feed_epoch_after_seq_check CHECK ((after_seq >= 0)),
  constraint feed_epoch_pkey PRIMARY KEY (epoch),
  constraint feed_epoch_reason_check CHECK (ringfence.is_plain(reason, 500))
);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ringfence.feed_epoch FOR EACH STATEMENT EXECUTE FUNCTION ringfence.refuse_change() -- always;

create table ringfence.feed_head (
  only_row boolean not null default true,
  epoch uuid not null,
  last_seq bigint not null,
  last_hash text not null,
  constraint feed_head_last_hash_check CHECK ((last_hash ~ '^[0-9a-f]{64}$'::text)),
  constraint feed_head_last_seq_check CHECK ((last_seq >= 0)),
  constraint feed_head_only_row_check CHECK (only_row),
  constraint feed_head_pkey PRIMARY KEY (only_row)
);
CREATE TRIGGER guard_feed_head BEFORE INSERT OR DELETE OR UPDATE ON ringfence.feed_head FOR EACH ROW EXECUTE FUNCTION ringfence.guard_feed_head() -- always;
CREATE TRIGGER keep_feed_head BEFORE TRUNCATE ON ringfence.feed_head FOR EACH STATEMENT EXECUTE FUNCTION ringfence.refuse_change() -- always;

create table ringfence.function_set (
  only_row boolean not null default true,
  sha256 text not null,
  applied_at timestamp with time zone not null,
  constraint function_set_only_row_check CHECK (only_row),
  constraint function_set_pkey PRIMARY KEY (only_row),
  constraint function_set_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);

create table ringfence.hub (
  run_id text not null,
  kind text not null,
  key text not null,
  account_count bigint not null,
  reason text not null,
  expected_coverage_share double precision not null,
  constraint hub_account_count_check CHECK ((account_count >= 0)),
  constraint hub_expected_coverage_share_check CHECK (((expected_coverage_share >= (0)::double precision) AND (expected_coverage_share <= (1)::double precision))),
  constraint hub_reason_check CHECK ((reason = ANY (ARRAY['bounded'::text, 'no_weight'::text]))),
  constraint hub_run_id_fkey FOREIGN KEY (run_id) REFERENCES ringfence.run(run_id)
);
CREATE INDEX hub_run ON ringfence.hub USING btree (run_id, kind);

create table ringfence.incident (
  incident_id text not null,
  action text not null,
  status text not null,
  onset_at timestamp with time zone not null,
  detected_at timestamp with time zone not null,
  last_surge_at timestamp with time zone not null,
  last_tick_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  first_proposed_at timestamp with time zone,
  ring_id text,
  baseline_run_id text not null,
  coordinated boolean not null,
  peak_count bigint not null,
  peak_expected double precision not null,
  participant_count bigint not null,
  facts jsonb not null,
  constraint incident_baseline_run_id_fkey FOREIGN KEY (baseline_run_id) REFERENCES ringfence.run(run_id),
  constraint incident_check CHECK (((status = 'over'::text) = (ended_at IS NOT NULL))),
  constraint incident_facts_check CHECK ((jsonb_typeof(facts) = 'object'::text)),
  constraint incident_incident_id_check CHECK ((incident_id ~ '^I-[1-9][0-9]*$'::text)),
  constraint incident_pkey PRIMARY KEY (incident_id),
  constraint incident_ring_id_fkey FOREIGN KEY (ring_id) REFERENCES ringfence.ring(ring_id),
  constraint incident_status_check CHECK ((status = ANY (ARRAY['open'::text, 'over'::text])))
);

create table ringfence.incident_account (
  incident_id text not null,
  account_id text not null,
  first_acted_at timestamp with time zone,
  first_proposed_at timestamp with time zone,
  answer text not null,
  bits double precision not null,
  probability double precision not null,
  harm double precision not null,
  why text not null,
  evidence jsonb not null,
  constraint incident_account_answer_check CHECK ((answer = ANY (ARRAY['restrict'::text, 'challenge'::text, 'spared'::text, 'exempt'::text]))),
  constraint incident_account_bits_check CHECK (((bits > '-Infinity'::double precision) AND (bits < 'Infinity'::double precision))),
  constraint incident_account_evidence_check CHECK ((jsonb_typeof(evidence) = 'array'::text)),
  constraint incident_account_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES ringfence.incident(incident_id),
  constraint incident_account_probability_check CHECK (((probability >= (0)::double precision) AND (probability <= (1)::double precision)))
);
CREATE INDEX incident_account_account ON ringfence.incident_account USING hash (account_id);
CREATE INDEX incident_account_incident ON ringfence.incident_account USING btree (incident_id);

create table ringfence.incident_lock (

);

create table ringfence.incident_minute (
  incident_id text not null,
  minute_at timestamp with time zone not null,
  act_count bigint not null,
  expected double precision not null,
  band_high double precision not null,
  proposed_count bigint not null,
  constraint incident_minute_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES ringfence.incident(incident_id),
  constraint incident_minute_pkey PRIMARY KEY (incident_id, minute_at)
);

create table ringfence.incident_tick (
  to_at timestamp with time zone not null,
  baseline_run_id text not null,
  started_at timestamp with time zone not null,
  seconds double precision not null,
  read_count bigint not null,
  late_count bigint not null,
  known_count bigint not null,
  proposed_count bigint not null,
  withdrawn_count bigint not null,
  surges jsonb not null,
  constraint incident_tick_baseline_run_id_fkey FOREIGN KEY (baseline_run_id) REFERENCES ringfence.run(run_id),
  constraint incident_tick_pkey PRIMARY KEY (to_at),
  constraint incident_tick_seconds_check CHECK ((seconds >= (0)::double precision)),
  constraint incident_tick_surges_check CHECK ((jsonb_typeof(surges) = 'array'::text))
);

create table ringfence.ledger (
  link_id bigint not null,
  about text not null,
  first_id bigint not null,
  last_id bigint not null,
  digest text not null,
  prev_hash text not null,
  hash text not null,
  constraint ledger_about_check CHECK ((about = ANY (ARRAY['audit'::text, 'decision'::text, 'review'::text, 'look'::text]))),
  constraint ledger_check CHECK ((last_id >= first_id)),
  constraint ledger_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
  constraint ledger_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text)),
  constraint ledger_link_id_check CHECK ((link_id > 0)),
  constraint ledger_pkey PRIMARY KEY (link_id),
  constraint ledger_prev_hash_check CHECK ((prev_hash ~ '^[0-9a-f]{64}$'::text))
);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ringfence.ledger FOR EACH STATEMENT EXECUTE FUNCTION ringfence.refuse_change() -- always;

create table ringfence.look (
  look_id bigint not null generated always as identity,
  review_id bigint not null,
  account_id text not null,
  looked_by text not null default SESSION_USER,
  looked_at timestamp with time zone not null default clock_timestamp(),
  constraint look_looked_by_check CHECK ((looked_by = SESSION_USER)),
  constraint look_pkey PRIMARY KEY (look_id),
  constraint look_review_id_fkey FOREIGN KEY (review_id) REFERENCES ringfence.review(review_id)
);
CREATE INDEX look_review ON ringfence.look USING btree (review_id);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ringfence.look FOR EACH STATEMENT EXECUTE FUNCTION ringfence.refuse_change() -- always;
CREATE TRIGGER ledger_rows AFTER INSERT ON ringfence.look REFERENCING NEW TABLE AS new_row FOR EACH STATEMENT EXECUTE FUNCTION ringfence.ledger_rows('look_id') -- always;

create table ringfence.nightly_lock (

);

create table ringfence.overturned (
  case_id text not null,
  account_id text not null,
  ring_id text not null,
  run_id text not null,
  action text not null,
  kinds text[] not null,
  release_id text not null,
  reason text not null,
  overturned_at timestamp with time zone not null,
  overturned_by text not null default SESSION_USER,
  constraint overturned_overturned_by_check CHECK ((overturned_by = SESSION_USER)),
  constraint overturned_pkey PRIMARY KEY (case_id),
  constraint overturned_reason_check CHECK (ringfence.is_plain(reason, 500))
);
CREATE INDEX overturned_account ON ringfence.overturned USING hash (account_id);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ringfence.overturned FOR EACH STATEMENT EXECUTE FUNCTION ringfence.refuse_change() -- always;

create table ringfence.quarantine (
  run_id text not null,
  source_table text not null,
  rule text not null,
  row_count bigint not null,
  left_out text not null,
  constraint quarantine_left_out_check CHECK ((left_out = ANY (ARRAY['row'::text, 'copy'::text, 'outside'::text, 'value'::text, 'absent'::text]))),
  constraint quarantine_pkey PRIMARY KEY (run_id, source_table, rule, left_out),
  constraint quarantine_row_count_check CHECK ((row_count >= 0)),
  constraint quarantine_run_id_fkey FOREIGN KEY (run_id) REFERENCES ringfence.run(run_id)
);

create table ringfence.release (
  release_id text not null,
  kind text not null,
  request jsonb not null,
  released_at timestamp with time zone not null,
  released_by text not null default SESSION_USER,
  apply_count bigint not null,
  lift_count bigint not null,
  first_seq bigint,
  last_seq bigint,
  constraint release_apply_count_check CHECK ((apply_count >= 0)),
  constraint release_kind_check CHECK ((kind = ANY (ARRAY['release'::text, 'undo'::text, 'expiry'::text]))),
  constraint release_lift_count_check CHECK ((lift_count >= 0)),
  constraint release_pkey PRIMARY KEY (kind, release_id),
  constraint release_release_id_check CHECK ((release_id ~ '^[A-Za-z0-9._:-]{1,100}$'::text)),
  constraint release_released_at_check CHECK (isfinite(released_at)),
  constraint release_released_by_check CHECK ((released_by = SESSION_USER)),
  constraint release_request_check CHECK ((jsonb_typeof(request) = 'object'::text))
);
CREATE INDEX release_at ON ringfence.release USING btree (released_at);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ringfence.release FOR EACH STATEMENT EXECUTE FUNCTION ringfence.refuse_change() -- always;
CREATE CONSTRAINT TRIGGER held_against_stops AFTER INSERT ON ringfence.release DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.apply_count > 0)) EXECUTE FUNCTION ringfence.guard_release() -- always;

create table ringfence.review (
  review_id bigint not null generated always as identity,
  ring_id text not null,
  opened_by text not null default SESSION_USER,
  opened_at timestamp with time zone not null default clock_timestamp(),
  seed text,
  cases text[] not null,
  sample text[] not null,
  run_id text,
  radius jsonb,
  constraint review_cases_check CHECK ((cardinality(cases) > 0)),
  constraint review_opened_by_check CHECK ((opened_by = SESSION_USER)),
  constraint review_pkey PRIMARY KEY (review_id),
  constraint review_radius_check CHECK ((jsonb_typeof(radius) = 'object'::text)),
  constraint review_sample_check CHECK ((cardinality(sample) > 0)),
  constraint review_seed_check CHECK (ringfence.is_plain(seed, 100))
);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ringfence.review FOR EACH STATEMENT EXECUTE FUNCTION ringfence.refuse_change() -- always;
CREATE TRIGGER ledger_rows AFTER INSERT ON ringfence.review REFERENCING NEW TABLE AS new_row FOR EACH STATEMENT EXECUTE FUNCTION ringfence.ledger_rows('review_id') -- always;

create table ringfence.ring (
  ring_id text not null,
  first_run_id text not null,
  last_run_id text not null,
  size integer not null,
  evidence_bits double precision not null,
  price_bits double precision not null,
  kinds text[] not null,
  status text not null,
  constraint ring_evidence_bits_check CHECK (((evidence_bits > '-Infinity'::double precision) AND (evidence_bits < 'Infinity'::double precision))),
  constraint ring_first_run_id_fkey FOREIGN KEY (first_run_id) REFERENCES ringfence.run(run_id),
  constraint ring_id_length CHECK ((octet_length(ring_id) <= 40)),
  constraint ring_last_run_id_fkey FOREIGN KEY (last_run_id) REFERENCES ringfence.run(run_id),
  constraint ring_pkey PRIMARY KEY (ring_id),
  constraint ring_price_bits_check CHECK (((price_bits > '-Infinity'::double precision) AND (price_bits < 'Infinity'::double precision))),
  constraint ring_ring_id_check CHECK ((ring_id ~ '^R-[1-9][0-9]*$'::text)),
  constraint ring_size_check CHECK ((size >= 2)),
  constraint ring_status_check CHECK ((status = ANY (ARRAY['active'::text, 'dormant'::text, 'dead'::text, 'merged'::text])))
);
CREATE INDEX ring_status ON ringfence.ring USING btree (status);

create table ringfence.ring_event (
  run_id text not null,
  ring_id text not null,
  event text not null,
  other_ring_id text,
  overlap_share double precision,
  size integer not null,
  matched_on text,
  matched_bits double precision,
  evidence_bits double precision,
  price_bits double precision,
  constraint ring_event_bits_check CHECK (((evidence_bits IS NULL) = (price_bits IS NULL))),
  constraint ring_event_event_check CHECK ((event = ANY (ARRAY['birth'::text, 'continuation'::text, 'merge'::text, 'split'::text, 'dormancy'::text, 'return'::text, 'death'::text]))),
  constraint ring_event_evidence_bits_check CHECK (((evidence_bits > '-Infinity'::double precision) AND (evidence_bits < 'Infinity'::double precision))),
  constraint ring_event_matched_bits_check CHECK (((matched_bits > '-Infinity'::double precision) AND (matched_bits < 'Infinity'::double precision))),
  constraint ring_event_matched_check CHECK ((((overlap_share IS NULL) = (matched_on IS NULL)) AND ((matched_bits IS NULL) OR (matched_on = 'keys'::text)))),
  constraint ring_event_matched_on_check CHECK ((matched_on = ANY (ARRAY['accounts'::text, 'keys'::text]))),
  constraint ring_event_other_check CHECK (
CASE event
    WHEN 'merge'::text THEN (other_ring_id IS NOT NULL)
    WHEN 'split'::text THEN (other_ring_id IS NOT NULL)
    WHEN 'birth'::text THEN true
    ELSE (other_ring_id IS NULL)
END),
  constraint ring_event_other_ring_id_fkey FOREIGN KEY (other_ring_id) REFERENCES ringfence.ring(ring_id),
  constraint ring_event_overlap_share_check CHECK (((overlap_share >= (0)::double precision) AND (overlap_share <= (1)::double precision))),
  constraint ring_event_price_bits_check CHECK (((price_bits > '-Infinity'::double precision) AND (price_bits < 'Infinity'::double precision))),
  constraint ring_event_ring_id_fkey FOREIGN KEY (ring_id) REFERENCES ringfence.ring(ring_id),
  constraint ring_event_run_id_fkey FOREIGN KEY (run_id) REFERENCES ringfence.run(run_id),
  constraint ring_event_size_check CHECK ((size >= 0))
);
CREATE UNIQUE INDEX ring_event_once ON ringfence.ring_event USING btree (run_id, ring_id, event, COALESCE(other_ring_id, ''::text));
CREATE INDEX ring_event_ring ON ringfence.ring_event USING btree (ring_id, run_id);

create table ringfence.ring_key (
  ring_id text not null,
  kind text not null,
  key text not null,
  member_count integer not null,
  bits double precision not null,
  last_run_id text not null,
  constraint ring_key_bits_check CHECK (((bits >= (0)::double precision) AND (bits < 'Infinity'::double precision))),
  constraint ring_key_last_run_id_fkey FOREIGN KEY (last_run_id) REFERENCES ringfence.run(run_id),
  constraint ring_key_member_count_check CHECK ((member_count >= 2)),
  constraint ring_key_ring_id_fkey FOREIGN KEY (ring_id) REFERENCES ringfence.ring(ring_id)
);
CREATE INDEX ring_key_key ON ringfence.ring_key USING hash (key);
CREATE INDEX ring_key_ring ON ringfence.ring_key USING btree (ring_id);
CREATE INDEX ring_key_run ON ringfence.ring_key USING btree (last_run_id);

create table ringfence.ring_member (
  run_id text not null,
  ring_id text not null,
  account_id text not null,
  evidence_bits double precision not null,
  role text not null,
  constraint ring_member_evidence_bits_check CHECK (((evidence_bits > '-Infinity'::double precision) AND (evidence_bits < 'Infinity'::double precision))),
  constraint ring_member_once_per_run EXCLUDE USING hash ((((run_id || '/'::text) || account_id)) WITH =),
  constraint ring_member_ring_id_fkey FOREIGN KEY (ring_id) REFERENCES ringfence.ring(ring_id),
  constraint ring_member_role_check CHECK ((role = ANY (ARRAY['core'::text, 'fringe'::text, 'closed'::text, 'protected'::text]))),
  constraint ring_member_run_id_fkey FOREIGN KEY (run_id) REFERENCES ringfence.run(run_id)
);
CREATE INDEX ring_member_account ON ringfence.ring_member USING hash (account_id);
CREATE INDEX ring_member_ring ON ringfence.ring_member USING btree (ring_id, run_id);
CREATE INDEX ring_member_run ON ringfence.ring_member USING btree (run_id);

create table ringfence.run (
  run_id text not null,
  kind text not null,
  as_of timestamp with time zone not null,
  status text not null,
  reason text,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  config_hash text not null,
  code_version text not null,
  extract_fingerprint text,
  account_count bigint,
  stages jsonb not null default '[]'::jsonb,
  counts jsonb not null default '{}'::jsonb,
  privacy_key_version text,
  constraint run_account_count_check CHECK ((account_count >= 0)),
  constraint run_check CHECK ((finished_at >= started_at)),
  constraint run_check1 CHECK (((status = 'running'::text) = (finished_at IS NULL))),
  constraint run_check2 CHECK (((status <> ALL (ARRAY['failed'::text, 'refused'::text])) OR (reason IS NOT NULL))),
  constraint run_counts_check CHECK ((jsonb_typeof(counts) = 'object'::text)),
  constraint run_kind_check CHECK ((kind <> ''::text)),
  constraint run_pkey PRIMARY KEY (run_id),
  constraint run_privacy_key_version_check CHECK ((privacy_key_version ~ '^[a-z0-9]{1,8}$'::text)),
  constraint run_run_id_check CHECK ((run_id <> ''::text)),
  constraint run_stages_check CHECK ((jsonb_typeof(stages) = 'array'::text)),
  constraint run_status_check CHECK ((status = ANY (ARRAY['running'::text, 'published'::text, 'failed'::text, 'refused'::text, 'dry'::text])))
);
CREATE INDEX run_status_as_of ON ringfence.run USING btree (status, as_of);

create table ringfence.schedule (
  job text not null,
  scheduled_at timestamp with time zone not null,
  begun_at timestamp with time zone,
  ended_at timestamp with time zone,
  attempt_count integer not null,
  constraint schedule_attempt_count_check CHECK ((attempt_count >= 0)),
  constraint schedule_check CHECK (((begun_at IS NULL) OR (ended_at >= begun_at))),
  constraint schedule_job_check CHECK ((job ~ '^[a-z]{1,40}$'::text)),
  constraint schedule_pkey PRIMARY KEY (job)
);

create table ringfence.secret (
  only_row boolean not null default true,
  salt bytea not null,
  constraint secret_only_row_check CHECK (only_row),
  constraint secret_pkey PRIMARY KEY (only_row),
  constraint secret_salt_check CHECK ((octet_length(salt) = 32))
);

create table ringfence.set_aside (
  set_aside_id bigint not null generated always as identity,
  run_id text,
  account_id text,
  fault text not null,
  proposed_by text not null default SESSION_USER,
  set_aside_at timestamp with time zone not null default clock_timestamp(),
  constraint set_aside_pkey PRIMARY KEY (set_aside_id)
);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ringfence.set_aside FOR EACH STATEMENT EXECUTE FUNCTION ringfence.refuse_change() -- always;

create table ringfence.trace_kind (
  kind text not null,
  value_kind text not null,
  key_form text not null,
  constraint trace_kind_key_form_check CHECK ((key_form = ANY (ARRAY['value'::text, 'value@time'::text, 'action:value'::text, 'action:value@time'::text]))),
  constraint trace_kind_pkey PRIMARY KEY (kind),
  constraint trace_kind_value_kind_check CHECK ((value_kind ~ '^[a-z_]{1,40}$'::text))
);

create table ringfence.urgent (
  urgent_id bigint not null generated always as identity,
  what text not null,
  request jsonb not null default '{}'::jsonb,
  reason text not null,
  cases text[] not null default '{}'::text[],
  asked_by text not null default SESSION_USER,
  asked_at timestamp with time zone not null default clock_timestamp(),
  constraint urgent_pkey PRIMARY KEY (urgent_id),
  constraint urgent_reason_check CHECK (ringfence.is_plain(reason, 500)),
  constraint urgent_request_check CHECK ((jsonb_typeof(request) = 'object'::text)),
  constraint urgent_what_check CHECK ((what = ANY (ARRAY['off'::text, 'undo'::text, 'expire'::text])))
);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ringfence.urgent FOR EACH STATEMENT EXECUTE FUNCTION ringfence.refuse_change() -- always;

create table ringfence.urgent_done (
  urgent_id bigint not null,
  done_by text not null default SESSION_USER,
  done_at timestamp with time zone not null default clock_timestamp(),
  constraint urgent_done_pkey PRIMARY KEY (urgent_id),
  constraint urgent_done_urgent_id_fkey FOREIGN KEY (urgent_id) REFERENCES ringfence.urgent(urgent_id)
);
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ringfence.urgent_done FOR EACH STATEMENT EXECUTE FUNCTION ringfence.refuse_change() -- always;

create table ringfence.usual_action (
  run_id text not null,
  action text not null,
  weekday smallint not null,
  minute smallint not null,
  rate double precision not null,
  dispersion double precision not null,
  constraint usual_action_dispersion_check CHECK ((dispersion >= (1)::double precision)),
  constraint usual_action_minute_check CHECK (((minute >= 0) AND (minute <= 1439))),
  constraint usual_action_pkey PRIMARY KEY (action, weekday, minute),
  constraint usual_action_rate_check CHECK ((rate >= (0)::double precision)),
  constraint usual_action_run_id_fkey FOREIGN KEY (run_id) REFERENCES ringfence.run(run_id),
  constraint usual_action_weekday_check CHECK (((weekday >= 0) AND (weekday <= 6)))
);

create table ringfence.usual_network (
  run_id text not null,
  network text not null,
  rate double precision not null,
  day_count bigint not null,
  constraint usual_network_day_count_check CHECK ((day_count > 0)),
  constraint usual_network_pkey PRIMARY KEY (network),
  constraint usual_network_rate_check CHECK ((rate >= (0)::double precision)),
  constraint usual_network_run_id_fkey FOREIGN KEY (run_id) REFERENCES ringfence.run(run_id)
);

create table ringfence.usual_registration (
  run_id text not null,
  weekday smallint not null,
  quarter smallint not null,
  rate double precision not null,
  dispersion double precision not null,
  constraint usual_registration_dispersion_check CHECK ((dispersion >= (1)::double precision)),
  constraint usual_registration_pkey PRIMARY KEY (weekday, quarter),
  constraint usual_registration_quarter_check CHECK (((quarter >= 0) AND (quarter <= 95))),
  constraint usual_registration_rate_check CHECK ((rate >= (0)::double precision)),
  constraint usual_registration_run_id_fkey FOREIGN KEY (run_id) REFERENCES ringfence.run(run_id),
  constraint usual_registration_weekday_check CHECK (((weekday >= 0) AND (weekday <= 6)))
);

create table ringfence.usual_target (
  run_id text not null,
  action text not null,
  target_id text,
  rate double precision not null,
  minute_count bigint not null,
  constraint usual_target_minute_count_check CHECK ((minute_count >= 0)),
  constraint usual_target_rate_check CHECK ((rate >= (0)::double precision)),
  constraint usual_target_run_id_fkey FOREIGN KEY (run_id) REFERENCES ringfence.run(run_id)
);

create sequence ringfence.case_number;

create view ringfence.ban_list (
  account_id text,
  ring_id text,
  reason text,
  proposed_at timestamp with time zone,
  expires_at timestamp with time zone
);

create view ringfence.case_key (
  case_id text,
  account_id text,
  ring_id text,
  state text,
  kind text,
  value_kind text,
  value text,
  key text,
  members integer,
  bits double precision
);

create view ringfence.consumer_lag (
  consumer text,
  in_epoch boolean,
  seq bigint,
  behind bigint,
  waiting_since timestamp with time zone,
  acked_at timestamp with time zone,
  acked_by text
);

create view ringfence.kind_standing (
  kind text,
  applied_count bigint,
  overturned_count bigint,
  overturned_share double precision
);

create function ringfence.active_accounts() returns bigint sql stable set search_path=pg_catalog, pg_temp;

create function ringfence.allow_add(kind text, value text, reason text, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone) returns TABLE(allow_id bigint, released_count bigint) plpgsql security definer set search_path=pg_catalog, pg_temp set lock_timeout=10s;
  -- ringfence_reviewer

create function ringfence.allow_remove(allow_id bigint) returns boolean plpgsql security definer set search_path=pg_catalog, pg_temp set lock_timeout=10s;
  -- ringfence_reviewer

create function ringfence.allowed_among(cases text[]) returns SETOF text sql stable set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.anchor() returns TABLE(epoch uuid, seq bigint, hash text, link_id bigint, link_hash text) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_enforcer, ringfence_publisher, ringfence_reader

create function ringfence.append_effects(effect text, cases text[], release_id text, reason_code text, at timestamp with time zone, by text DEFAULT SESSION_USER) returns bigint plpgsql set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.approve_automatic(cases text[]) returns void plpgsql set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.approved_among(cases text[]) returns SETOF text sql stable set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.asked_by(what text, reason text) returns text sql stable set search_path=pg_catalog, pg_temp;

create function ringfence.audit_candidate() returns trigger plpgsql security definer set search_path=pg_catalog, pg_temp;

create function ringfence.audit_row() returns trigger plpgsql set search_path=pg_catalog, pg_temp set extra_float_digits=1 set TimeZone=UTC;

create function ringfence.await_commits() returns void plpgsql set search_path=pg_catalog, pg_temp;

create function ringfence.basis_of(effect text, cases text[], by text DEFAULT SESSION_USER) returns TABLE(case_id text, basis text) plpgsql stable set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.blast_radius(ring text) returns TABLE(ring_id text, size integer, status text, cases bigint, ban bigint, restrict_count bigint, challenge bigint, watch bigint, protected bigint, closed bigint, rejected_before bigint, overturned_before bigint, value_kind text, value text, value_cases bigint, value_share double precision, overturned_kinds jsonb, accounts text[]) plpgsql stable security definer set search_path=pg_catalog, pg_temp set extra_float_digits=1;
  -- ringfence_reviewer

create function ringfence.brake_day_cap(effects bigint, at timestamp with time zone) returns TABLE(brake text, facts jsonb) sql stable set search_path=pg_catalog, pg_temp set extra_float_digits=1;

create function ringfence.brake_mode(waiting bigint) returns TABLE(brake text, facts jsonb) sql stable set search_path=pg_catalog, pg_temp;

create function ringfence.brake_one_value(cases text[], accept text) returns TABLE(brake text, facts jsonb) sql stable set search_path=pg_catalog, pg_temp set extra_float_digits=1;

create function ringfence.brake_release_cap(effects bigint) returns TABLE(brake text, facts jsonb) sql stable set search_path=pg_catalog, pg_temp set extra_float_digits=1;

create function ringfence.canary_chosen(cases text[], share double precision) returns text[] plpgsql stable set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.canary_draw_now(ring text, most integer) returns TABLE(drawn text[], chosen text[], automatic text[]) plpgsql stable set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.canonical_device(given text) returns text plpgsql immutable set search_path=pg_catalog, pg_temp;

create function ringfence.canonical_value(kind text, value text) returns text plpgsql immutable set search_path=pg_catalog, pg_temp;

create function ringfence.case_lock_holder() returns TABLE(pid integer, who text, administrator boolean, night boolean, since timestamp with time zone) sql stable set search_path=pg_catalog, pg_temp;

create function ringfence.cases_of(what text, subject text) returns SETOF text plpgsql stable set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.confirm_caps(request_id bigint) returns jsonb plpgsql security definer set search_path=pg_catalog, pg_temp set lock_timeout=10s;
  -- ringfence_publisher

create function ringfence.consumer_lock(consumer text) returns bigint plpgsql security definer set search_path=pg_catalog, pg_temp set lock_timeout=10s;
  -- ringfence_enforcer

create function ringfence.decide_accounts(accounts text[], verdict text, reason text) returns TABLE(decided bigint, changed bigint, waiting bigint) plpgsql security definer set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan set lock_timeout=10s;
  -- ringfence_reviewer

create function ringfence.decide_ring(review_id bigint, verdict text, reason text) returns TABLE(decided bigint, changed bigint, waiting bigint) plpgsql security definer set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan set lock_timeout=10s;
  -- ringfence_reviewer

create function ringfence.enforcement_state() returns TABLE(mode text, release_cap integer, release_cap_share double precision, day_cap integer, day_cap_share double precision, canary_share double precision, one_value_share double precision, auto_restrict boolean, incident_cap integer, raise_by text, changed_at timestamp with time zone, changed_by text, reason text, active_accounts bigint, applied_today bigint, proposed bigint, approved bigint, released bigint, request_id bigint, requested jsonb, requested_by text, requested_at timestamp with time zone) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_publisher, ringfence_reader, ringfence_reviewer

create function ringfence.expire_cases(at timestamp with time zone, by text DEFAULT SESSION_USER) returns bigint plpgsql set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.expire_due(at timestamp with time zone DEFAULT clock_timestamp()) returns bigint plpgsql security definer set search_path=pg_catalog, pg_temp set lock_timeout=10s;
  -- ringfence_night, ringfence_publisher

create function ringfence.expire_open(at timestamp with time zone) returns bigint plpgsql security definer set search_path=pg_catalog, pg_temp set lock_timeout=60s;
  -- ringfence_night

create function ringfence.feed_ack(consumer text, seq bigint) returns bigint plpgsql security definer set search_path=pg_catalog, pg_temp set lock_timeout=10s;
  -- ringfence_enforcer

create function ringfence.feed_hash(line ringfence.feed) returns text plpgsql stable set search_path=pg_catalog, pg_temp;

create function ringfence.feed_read(after bigint, max integer DEFAULT 1000) returns SETOF ringfence.feed sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_auditor, ringfence_enforcer

create function ringfence.feed_state() returns TABLE(epoch uuid, epoch_after bigint, last_seq bigint, last_hash text) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_enforcer, ringfence_publisher, ringfence_reader

create function ringfence.feed_text(line ringfence.feed) returns text plpgsql stable set search_path=pg_catalog, pg_temp;

create function ringfence.feed_time(at timestamp with time zone) returns text sql stable set search_path=pg_catalog, pg_temp;

create function ringfence.first_brake(cases text[], accept text, at timestamp with time zone) returns TABLE(brake text, facts jsonb) sql stable set search_path=pg_catalog, pg_temp;

create function ringfence.foreign_fault(one jsonb) returns text plpgsql stable set search_path=pg_catalog, pg_temp set plan_cache_mode=auto;

create function ringfence.guard_allow_list() returns trigger plpgsql set search_path=pg_catalog, pg_temp;

create function ringfence.guard_candidate() returns trigger plpgsql security definer set search_path=pg_catalog, pg_temp;

create function ringfence.guard_candidate_state() returns trigger plpgsql security definer set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.guard_cap_request() returns trigger plpgsql set search_path=pg_catalog, pg_temp;

create function ringfence.guard_enforcement() returns trigger plpgsql set search_path=pg_catalog, pg_temp;

create function ringfence.guard_feed() returns trigger plpgsql set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.guard_feed_head() returns trigger plpgsql set search_path=pg_catalog, pg_temp;

create function ringfence.guard_probe() returns trigger plpgsql set search_path=pg_catalog, pg_temp;

create function ringfence.guard_release() returns trigger plpgsql security definer set search_path=pg_catalog, pg_temp;

create function ringfence.heaviest_value(cases text[]) returns TABLE(kind text, value text, case_count bigint, share double precision) sql stable set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.in_force(what text, subject text) returns text[] plpgsql stable set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.incident_room() returns text[] plpgsql stable set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.is_administrator() returns boolean sql stable set search_path=pg_catalog, pg_temp;

create function ringfence.is_allowed(account text, reasons jsonb) returns boolean plpgsql stable set search_path=pg_catalog, pg_temp set plan_cache_mode=auto;

create function ringfence.is_known(what text, subject text) returns boolean sql stable set search_path=pg_catalog, pg_temp;

create function ringfence.is_listed(kind text, value text) returns boolean plpgsql stable set search_path=pg_catalog, pg_temp set plan_cache_mode=auto;

create function ringfence.is_looser(wanted jsonb) returns boolean sql stable set search_path=pg_catalog, pg_temp;

create function ringfence.is_plain(value text, most integer) returns boolean sql immutable set search_path=pg_catalog, pg_temp;
  -- ringfence_night

create function ringfence.is_within(inner_value text, outer_value text) returns boolean plpgsql immutable set search_path=pg_catalog, pg_temp;

create function ringfence.ledger_add(about text, first_id bigint, last_id bigint, lines text) returns void plpgsql set search_path=pg_catalog, pg_temp;

create function ringfence.ledger_rows() returns trigger plpgsql set search_path=pg_catalog, pg_temp set extra_float_digits=1 set TimeZone=UTC;

create function ringfence.lifts_ahead() returns TABLE(epoch uuid, seq bigint, case_id text, account_id text, action text, ring_id text, reason_code text, asked_by text, asked_at timestamp with time zone) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_enforcer, ringfence_publisher, ringfence_reader

create function ringfence.lock_cases() returns void plpgsql security definer set search_path=pg_catalog, pg_temp set lock_timeout=10s;
  -- ringfence_night

create function ringfence.lock_cases_now() returns void plpgsql security definer set search_path=pg_catalog, pg_temp set lock_timeout=5s;
  -- ringfence_night

create function ringfence.lock_cases_soon() returns boolean plpgsql set search_path=pg_catalog, pg_temp set lock_timeout=5s;

create function ringfence.look(review_id bigint, account text) returns TABLE(case_id text, ring_id text, action text, state text, proposed_at timestamp with time zone, summary text, kind text, value_kind text, value text, members integer, bits double precision, allowed boolean) plpgsql security definer set search_path=pg_catalog, pg_temp set lock_timeout=10s;
  -- ringfence_reviewer

create procedure ringfence.make_append_only(IN name text) plpgsql set search_path=pg_catalog, pg_temp;

create function ringfence.may_follow(before text, after text) returns boolean plpgsql immutable set search_path=pg_catalog, pg_temp;

create function ringfence.new_epoch(reason text) returns uuid plpgsql set search_path=pg_catalog, pg_temp;

create function ringfence.number_in(part jsonb, most double precision DEFAULT '1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000'::numeric) returns double precision plpgsql immutable set search_path=pg_catalog, pg_temp;

create function ringfence.open_review(ring text) returns TABLE(review_id bigint, cases bigint, sample text[], radius jsonb) plpgsql security definer set search_path=pg_catalog, pg_temp set extra_float_digits=1 set plan_cache_mode=force_custom_plan set lock_timeout=10s;
  -- ringfence_reviewer

create function ringfence.open_urgent() returns SETOF ringfence.urgent sql stable set search_path=pg_catalog, pg_temp;

create function ringfence.over_unreviewed(cases text[]) returns TABLE(ring_id text, standing bigint, unreviewed bigint) sql stable set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.own_consumer(consumer text) returns void plpgsql stable set search_path=pg_catalog, pg_temp;

create function ringfence.own_review(review_id bigint) returns ringfence.review plpgsql stable set search_path=pg_catalog, pg_temp;

create function ringfence.own_role(wanted text) returns void plpgsql stable set search_path=pg_catalog, pg_temp;

create function ringfence.plain_line(what text, value text, most integer DEFAULT 500) returns text plpgsql set search_path=pg_catalog, pg_temp;

create function ringfence.plain_literal(value text) returns text sql stable set search_path=pg_catalog, pg_temp;

create function ringfence.plain_text(value text) returns text sql immutable set search_path=pg_catalog, pg_temp;

create function ringfence.proposal_fault(action text, kinds text[], reasons jsonb) returns text plpgsql stable set search_path=pg_catalog, pg_temp set plan_cache_mode=auto;

create function ringfence.propose(candidates jsonb) returns TABLE(proposed bigint, left_out bigint, set_aside bigint, faults jsonb) plpgsql security definer set search_path=pg_catalog, pg_temp set lock_timeout=10s;
  -- ringfence_detector, ringfence_night

create function ringfence.put_caps(wanted jsonb, reason text) returns void plpgsql set search_path=pg_catalog, pg_temp;

create function ringfence.read_allow_list() returns SETOF ringfence.allow_list sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_publisher, ringfence_reader, ringfence_reviewer

create function ringfence.read_audit(after bigint DEFAULT 0, max integer DEFAULT 1000) returns SETOF ringfence.audit sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_auditor

create function ringfence.read_candidates(closed boolean DEFAULT false) returns TABLE(run_id text, account_id text, ring_id text, action text, evidence_bits double precision, probability double precision, kinds text[], reasons jsonb, state text, proposed_at timestamp with time zone, expires_at timestamp with time zone, case_id text, overturned_at timestamp with time zone, overturned_reason text) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_auditor, ringfence_publisher, ringfence_reader, ringfence_reviewer

create function ringfence.read_cases(wanted text DEFAULT NULL::text, account text DEFAULT NULL::text, ring text DEFAULT NULL::text) returns TABLE(case_id text, account_id text, ring_id text, run_id text, action text, state text, evidence_bits double precision, probability double precision, kinds text[], summary text, proposed_at timestamp with time zone, expires_at timestamp with time zone, proposed_by text, approvals bigint, overturned_at timestamp with time zone, overturned_reason text) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_publisher, ringfence_reader, ringfence_reviewer

create function ringfence.read_committed() returns void plpgsql stable set search_path=pg_catalog, pg_temp;

create function ringfence.read_decisions(after bigint DEFAULT 0, max integer DEFAULT 1000) returns SETOF ringfence.decision sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_auditor

create function ringfence.read_incident_accounts(incident text, most integer) returns TABLE(account_id text, answer text, first_acted_at timestamp with time zone, first_proposed_at timestamp with time zone, bits double precision, probability double precision, harm double precision, why text) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_night, ringfence_publisher, ringfence_reader, ringfence_reviewer

create function ringfence.read_incident_minutes(incident text) returns TABLE(minute_at timestamp with time zone, act_count integer, expected double precision, band_high double precision, proposed_count integer) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_night, ringfence_publisher, ringfence_reader, ringfence_reviewer

create function ringfence.read_incidents(incident text DEFAULT NULL::text, max integer DEFAULT 100) returns TABLE(incident_id text, action text, status text, onset_at timestamp with time zone, detected_at timestamp with time zone, last_surge_at timestamp with time zone, last_tick_at timestamp with time zone, ended_at timestamp with time zone, first_proposed_at timestamp with time zone, ring_id text, baseline_run_id text, coordinated boolean, peak_count integer, peak_expected double precision, participant_count integer, restrict_count integer, challenge_count integer, spared_count integer, exempt_count integer, before_count integer, facts jsonb) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_night, ringfence_publisher, ringfence_reader, ringfence_reviewer

create function ringfence.read_kind_standing() returns SETOF ringfence.kind_standing sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_publisher, ringfence_reader, ringfence_reviewer

create function ringfence.read_ledger(after bigint DEFAULT 0, max integer DEFAULT 100) returns TABLE(link_id bigint, about text, first_id bigint, last_id bigint, digest text, prev_hash text, hash text, lines text) plpgsql stable security definer set search_path=pg_catalog, pg_temp set extra_float_digits=1 set TimeZone=UTC;
  -- ringfence_auditor

create function ringfence.read_members(ring text) returns TABLE(account_id text, role text, evidence_bits double precision, case_id text, action text, state text) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_publisher, ringfence_reader, ringfence_reviewer

create function ringfence.read_mentions(account text) returns TABLE(about text, at timestamp with time zone, what text) sql stable security definer set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;
  -- ringfence_auditor, ringfence_night

create function ringfence.read_releases() returns SETOF ringfence.release sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_publisher, ringfence_reader

create function ringfence.read_ring_events(ring text) returns TABLE(as_of timestamp with time zone, run_id text, event text, other_ring_id text, overlap_share double precision, matched_on text, size integer) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_publisher, ringfence_reader, ringfence_reviewer

create function ringfence.read_ring_keys(ring text) returns TABLE(kind text, value_kind text, key text, member_count integer, bits double precision, last_as_of timestamp with time zone) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_publisher, ringfence_reader, ringfence_reviewer

create function ringfence.read_rings(wanted text DEFAULT NULL::text) returns TABLE(ring_id text, status text, size integer, evidence_bits double precision, price_bits double precision, kinds text[], first_as_of timestamp with time zone, last_as_of timestamp with time zone, open_count bigint, released_count bigint, overturned_count bigint) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_publisher, ringfence_reader, ringfence_reviewer

create function ringfence.read_runs(max integer DEFAULT 100) returns TABLE(run_id text, kind text, as_of timestamp with time zone, status text, reason text, started_at timestamp with time zone, finished_at timestamp with time zone, account_count bigint, counts jsonb) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_publisher, ringfence_reader, ringfence_reviewer

create function ringfence.read_set_aside(max integer DEFAULT 1000) returns SETOF ringfence.set_aside sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_auditor, ringfence_publisher, ringfence_reader, ringfence_reviewer

create function ringfence.read_statements(account text) returns TABLE(case_id text, action text, state text, effect text, seq bigint, at timestamp with time zone, release_id text, statement text) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_reader, ringfence_reviewer

create function ringfence.read_waiting() returns TABLE(ring_id text, waiting bigint, ban bigint, once bigint, approved bigint, mine bigint) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_reviewer

create function ringfence.record_decision(cases text[], verdict text, reason text, review_id bigint) returns TABLE(decided bigint, changed bigint, waiting bigint) plpgsql set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.refuse(message text) returns void plpgsql set search_path=pg_catalog, pg_temp;

create function ringfence.refuse_change() returns trigger plpgsql set search_path=pg_catalog, pg_temp;

create function ringfence.releasable(ring text, most integer) returns TABLE(case_id text, account_id text, action text, ring_id text, expires_at timestamp with time zone, automatic boolean) sql stable set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.release(id text, ring text DEFAULT NULL::text, most integer DEFAULT NULL::integer, accept text DEFAULT NULL::text) returns TABLE(outcome text, brake text, facts jsonb, message text, applied bigint, lifted bigint, waiting bigint, first_seq bigint, last_seq bigint) plpgsql security definer set search_path=pg_catalog, pg_temp set extra_float_digits=1 set plan_cache_mode=force_custom_plan set lock_timeout=10s;
  -- ringfence_publisher

create function ringfence.release_id(id text) returns void plpgsql stable set search_path=pg_catalog, pg_temp;

create function ringfence.release_incident(ring text) returns bigint plpgsql security definer set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan set lock_timeout=10s;
  -- ringfence_night

create function ringfence.release_known(id text, kind text, request jsonb) returns ringfence.release plpgsql stable set search_path=pg_catalog, pg_temp;

create function ringfence.release_message(id text, request jsonb, outcome text, brake text, facts jsonb) returns text plpgsql stable set search_path=pg_catalog, pg_temp;

create function ringfence.release_now(id text, kind text, request jsonb, at timestamp with time zone, apply text[], lift text[], lift_reason text, by text DEFAULT SESSION_USER) returns ringfence.release plpgsql set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.release_preview(ring text DEFAULT NULL::text, most integer DEFAULT NULL::integer) returns TABLE(case_id text, account_id text, action text, ring_id text, expires_at timestamp with time zone, automatic boolean) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_publisher, ringfence_reader

create function ringfence.sample_size(n bigint) returns integer sql immutable set search_path=pg_catalog, pg_temp;

create function ringfence.set_caps(reason text, release_cap integer DEFAULT NULL::integer, release_cap_share double precision DEFAULT NULL::double precision, day_cap integer DEFAULT NULL::integer, day_cap_share double precision DEFAULT NULL::double precision, canary_share double precision DEFAULT NULL::double precision, one_value_share double precision DEFAULT NULL::double precision, auto_restrict boolean DEFAULT NULL::boolean, raise_by text DEFAULT NULL::text, incident_cap integer DEFAULT NULL::integer) returns TABLE(outcome text, request_id bigint, message text) plpgsql security definer set search_path=pg_catalog, pg_temp set extra_float_digits=1 set lock_timeout=10s;
  -- ringfence_publisher

create function ringfence.set_mode(mode text, reason text) returns text plpgsql security definer set search_path=pg_catalog, pg_temp set lock_timeout=10s;
  -- ringfence_publisher

create function ringfence.settle_caps() returns void plpgsql set search_path=pg_catalog, pg_temp;

create function ringfence.settle_urgent() returns void plpgsql set search_path=pg_catalog, pg_temp set extra_float_digits=1 set TimeZone=UTC;

create function ringfence.share_for(effects bigint, accounts bigint, now double precision) returns double precision plpgsql immutable set search_path=pg_catalog, pg_temp;

create function ringfence.stands(account text, wanted text) returns boolean sql stable set search_path=pg_catalog, pg_temp;

create function ringfence.statement_of_reasons(effect text, reason_code text, action text, ring_id text, ring_size integer, kinds text[], case_id text, expires_at timestamp with time zone) returns text plpgsql stable set search_path=pg_catalog, pg_temp;

create function ringfence.supersede_incident(ring text, accounts text[]) returns bigint plpgsql security definer set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan set lock_timeout=10s;
  -- ringfence_night

create function ringfence.supersede_open(accounts text[], actions text[]) returns bigint plpgsql security definer set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan set lock_timeout=60s;
  -- ringfence_night

create function ringfence.undo(what text, subject text, id text, reason text, allow boolean DEFAULT false) returns TABLE(outcome text, lifted bigint, withdrawn bigint, first_seq bigint, last_seq bigint, allowed bigint, message text) plpgsql security definer set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan set lock_timeout=10s;
  -- ringfence_appeals

create function ringfence.undo_now(request jsonb, id text, reason text, by text) returns TABLE(outcome text, lifted bigint, withdrawn bigint, first_seq bigint, last_seq bigint, allowed bigint, message text) plpgsql set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan;

create function ringfence.unreviewed_limit(n bigint) returns bigint sql immutable set search_path=pg_catalog, pg_temp;

create function ringfence.value_of(key_form text, key text) returns text plpgsql immutable set search_path=pg_catalog, pg_temp;

create function ringfence.why_account(account text) returns TABLE(case_id text, ring_id text, action text, state text, proposed_at timestamp with time zone, summary text, kind text, value_kind text, value text, members integer, bits double precision, allowed boolean) sql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_publisher, ringfence_reader, ringfence_reviewer

create function ringfence.why_case(the_case text) returns TABLE(account_id text, ring_id text, kind text, value_kind text, value text, key text, members integer, ring_size integer, bits double precision, allowed boolean) plpgsql stable security definer set search_path=pg_catalog, pg_temp;
  -- ringfence_appeals, ringfence_auditor, ringfence_publisher, ringfence_reader, ringfence_reviewer

create function ringfence.withdraw_incident(ring text, accounts text[]) returns bigint plpgsql security definer set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan set lock_timeout=10s;
  -- ringfence_night

create function ringfence.withdraw_open(accounts text[], actions text[]) returns bigint plpgsql security definer set search_path=pg_catalog, pg_temp set plan_cache_mode=force_custom_plan set lock_timeout=60s;
  -- ringfence_night
