-- Bad rows: an account with more than one open proposal.
select account_id, count(*) as row_count from ban_candidate where state in ('proposed', 'approved') group by account_id having count(*) > 1
