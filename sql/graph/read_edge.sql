-- Meaning: the edges for the search for communities, each pair once with the bits of everything that it shares.
-- Reads:   edge
-- Gives:   a, b, millibits; ordered by the pair
select a, b, any_value(total_millibits) as millibits from edge group by a, b order by a, b
