-- Meaning: CooRTweet's sample of Russian coordinated posts as shares.
-- Gives:   share(content, account, object, at_ms)
-- Params:  $file, its CSV
-- Source:  Righetti and Balluff 2023, CooRTweet (MIT)
create table share as
select content_id as content, account_id as account, object_id as object, cast(timestamp_share * 1000 as bigint) as at_ms
from read_csv($file, header = true, types = {'content_id': 'VARCHAR', 'account_id': 'VARCHAR', 'object_id': 'VARCHAR', 'timestamp_share': 'DOUBLE'})
