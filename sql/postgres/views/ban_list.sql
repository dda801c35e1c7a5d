-- For: ringfence_reviewer, ringfence_reader
create or replace view ringfence.ban_list as
select account_id, ring_id, reasons ->> 'summary' as reason, proposed_at, expires_at
from ringfence.ban_candidate
where action = 'ban' and state in ('proposed', 'approved');
comment on view ringfence.ban_list is 'Open ban candidates: what enforcement reads.';
comment on column ringfence.ban_list.account_id is 'The account, as the source names it.';
comment on column ringfence.ban_list.ring_id is 'The ring that it was proposed for.';
comment on column ringfence.ban_list.reason is 'A sentence for people.';
comment on column ringfence.ban_list.proposed_at is 'When it was proposed (UTC).';
comment on column ringfence.ban_list.expires_at is 'When it ends by itself (UTC); null: not by itself.';
revoke all on ringfence.ban_list from public;
grant select on ringfence.ban_list to ringfence_reviewer, ringfence_reader;
