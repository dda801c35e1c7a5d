-- What trace_kind means, for the catalogue.
comment on table trace_kind is 'Kinds of trace and what each can prove; in the order in which they are judged.';
comment on column trace_kind.kind is 'Kind of trace.';
comment on column trace_kind.class is 'own-act: the account itself must have left it; imprintable: others can make a victim leave it.';
comment on column trace_kind.proves is 'control (linked), coordination (act as one), taste (counts at most half the price) or nothing (only the parent of another kind).';
comment on column trace_kind.given is 'The kind within whose key it is judged; null: none.';
comment on column trace_kind.look_back_days is 'How far back a run reads, days before as_of.';
comment on column trace_kind.bucket_seconds is 'Width of the time buckets that its keys are named after; null: none.';
comment on column trace_kind.phrase is 'What they share, in words.';
