-- Meaning: lifts what is over by now.
-- Gives:   how many
select ringfence.expire_due() as lifted
