-- Meaning: which files of functions were put in place last.
select sha256
from ringfence.function_set
