-- Meaning: makes the roles that are missing, where it may, and grants them their functions.
-- Gives:   the roles that an administrator must create
select ringfence.grant_roles() as missing
