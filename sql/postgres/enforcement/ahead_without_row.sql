-- Meaning: a lift that was written ahead of its row and whose row never came: it is not waited for any more, and not in what was applied.
-- Params:  $1 consumer, $2 epoch, $3 cases that are waited for
select ahead.case_id from ringfence_applied_ahead as ahead
where ahead.consumer = $1 and ahead.epoch = $2 and not ahead.case_id = any ($3)
  and not exists (select from ringfence_applied_feed as line where line.consumer = ahead.consumer and line.case_id = ahead.case_id and line.effect = 'lift')
limit 1
