-- Meaning: whether this user may make temporary tables in this database.
-- Gives:   one row: may, and the grant that says so
select has_database_privilege(current_database(), 'temporary') as may, format('grant temporary on database %I to %I', current_database(), current_user) as "grant"
