-- Meaning: who visited whose room during a flood.
-- Reads:   visit
-- Gives:   visitor, owner (-1: not a participant's room); a row per visitor and room, ordered by both
select visitor, coalesce(owner, -1) as owner from visit order by visitor, target_id
