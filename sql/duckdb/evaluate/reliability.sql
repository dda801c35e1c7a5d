-- Meaning: the reliability table: of the proposals that said this probability, how many accounts are in a true ring?
-- Reads:   judged
-- Gives:   from_probability, to_probability (excluded, but for the last), account_count, probability_sum, true_count, squared_error_sum; ascending
-- Method:  ten bins of equal width, the last one cut again at .95 and .99, because nearly everything is there. To watch counts too: it is
--          said with a probability like the rest.
-- Source:  DeGroot and Fienberg 1983; Brier 1950 for the squared error
with said as (
  select probability, case when true_ring is not null then 1 else 0 end as truth,
         case when probability >= 0.99 then 0.99 when probability >= 0.95 then 0.95 else least(floor(probability * 10), 9) / 10 end as from_probability
  from judged
  where probability is not null
)
select from_probability,
       case when from_probability = 0.99 then 1 when from_probability = 0.95 then 0.99 when from_probability = 0.9 then 0.95 else from_probability + 0.1 end as to_probability,
       count(*) as account_count, sum(probability order by probability) as probability_sum, sum(truth) as true_count,
       sum((probability - truth) * (probability - truth) order by probability, truth) as squared_error_sum
from said
group by from_probability
order by from_probability
