-- Meaning: every account of CooRTweet's sample of German election posts, also those that shared nothing that is looked at.
-- Gives:   account_id
-- Params:  $file, its CSV
-- Source:  Righetti and Balluff 2023, CooRTweet (MIT)
select distinct account_id from read_csv($file, header = true, all_varchar = true)
