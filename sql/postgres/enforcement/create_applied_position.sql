-- Meaning: how far each consumer has applied the feed; moves in the transaction of the effects, which is what makes them happen once.
create table if not exists ringfence_applied_position (consumer text primary key, epoch uuid not null, seq bigint not null, hash text not null)
