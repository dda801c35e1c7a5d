-- Meaning: CooRTweet's sample of German election posts as shares of hashtags.
-- Gives:   share(content, account, object, at_ms)
-- Params:  $file, its CSV
-- Source:  Righetti and Balluff 2023, CooRTweet (MIT)
create table share as
select post_id as content, account_id as account, hashtag_id as object, cast("timestamp" * 1000 as bigint) as at_ms
from read_csv($file, header = true, types = {'post_id': 'VARCHAR', 'account_id': 'VARCHAR', 'hashtag_id': 'VARCHAR', 'timestamp': 'DOUBLE'})
where hashtag_id is not null
