-- Meaning: everything that can be asked here: tables, views and macros with what they mean.
select name, what, comment from about order by name
