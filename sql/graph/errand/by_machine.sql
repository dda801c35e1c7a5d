-- Meaning: accounts that machines bring: who lives on machines with others and on none of its own, and came to a target to which another of the machine came too.
-- Reads:   machine_account, account_life, target_visitor, room_owner
-- Gives:   target_no; unit: the machine; account
-- Leaves out: rooms that somebody of the machine opened: friends and flatmates visit each other
-- Params:  $home_millis (of its logins on any machine, where it lives), $own_millis (thousandths of its logins on machines that nobody else uses, less than)
create table together as
with resident as (
  select machine_account.device_id, machine_account.account
  from machine_account join account_life on account_life.account = machine_account.account
  where machine_account.here_millis >= $home_millis and account_life.own_machine_millis < $own_millis
), came as (
  select resident.device_id, target_visitor.target_no, target_visitor.account
  from resident join target_visitor on target_visitor.account = resident.account
), own_room as (
  select distinct resident.device_id, room_owner.target_no
  from resident join room_owner on room_owner.owner = resident.account
), pair as (
  select came.device_id, came.target_no
  from came left join own_room on own_room.device_id = came.device_id and own_room.target_no = came.target_no
  where own_room.device_id is null
  group by came.device_id, came.target_no
  having count(*) >= 2
)
select came.target_no, came.device_id as unit, came.account
from came join pair on pair.device_id = came.device_id and pair.target_no = came.target_no
