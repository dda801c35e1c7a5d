-- Meaning: the edges whose weight is at or above a percentile of all weights.
-- Reads:   edge (account, other, weight)
-- Gives:   a, b
-- Params:  $percentile, 0 to 1
-- Source:  CooRTweet's generate_coordinated_network (edge_weight); QUT coordination-network-toolkit
select account as a, other as b
from edge
where weight >= (select quantile_disc(weight, cast($percentile as double)) from edge)
