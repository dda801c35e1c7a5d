-- What ring_rule means, for the catalogue.
comment on table ring_rule is 'What every rule said of every ring, and of the groups that are tied like a ring and were spared because people explain them better (ring_id is null): near misses are here. Newest run only.';
comment on column ring_rule.run_id is 'The newest run.';
comment on column ring_rule.ring_id is 'The ring; null for a group that was spared.';
comment on column ring_rule.group_no is 'Ring or spared group, counted from 1; only good inside this file.';
comment on column ring_rule.first_account_id is 'One account of it, to look it up by (linked_group holds the whole of a spared group).';
comment on column ring_rule.found is 'How it was found: ties (machines, networks, moments), orders (the same targets, whose public it is), flood (rooms opened at once by one plan), farm (machines with several accounts each that brought them to the same targets), batch (hours of registration that did), machine (accounts made on one machine that live there), cohort (joined together and asleep since).';
comment on column ring_rule.size is 'Accounts in it.';
comment on column ring_rule.rule is 'The rule, as in src/rings/rules.';
comment on column ring_rule.part is 'Null for the rule itself; else one line of the scorecard that its number is the sum of.';
comment on column ring_rule.says is 'Why the rule is there, or what the line of the scorecard says.';
comment on column ring_rule.pass is 'Whether it passed; null for a line of the scorecard.';
comment on column ring_rule.measured is 'What was measured: bits, or a count.';
comment on column ring_rule.threshold is 'What the rule asks for; null for a line of the scorecard.';
