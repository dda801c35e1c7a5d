-- Meaning: CooRTweet's sample of German election posts as shares of links.
-- Gives:   share(content, account, object, at_ms)
-- Params:  $file, its CSV
-- Source:  Righetti and Balluff 2023, CooRTweet (MIT)
create table share as
select post_id as content, account_id as account, url_id as object, cast("timestamp" * 1000 as bigint) as at_ms
from read_csv($file, header = true, types = {'post_id': 'VARCHAR', 'account_id': 'VARCHAR', 'url_id': 'VARCHAR', 'timestamp': 'DOUBLE'})
where url_id is not null
