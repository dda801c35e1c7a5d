-- Meaning: takes the lock that is a table for the length of this transaction, or fails at once (55P03) where it is taken.
-- Params:  :lock, a table without columns
lock table ringfence.:lock in exclusive mode nowait
