-- Meaning: every proposal says how probable it is that the account belongs to its ring; rows of before have none.
alter table ringfence.ban_candidate add column probability double precision check (probability >= 0 and probability <= 1);
comment on column ringfence.ban_candidate.probability is 'Probability that the account belongs to its ring, 0 to 1, as of the run that proposed it; null: proposed before there was one.';
