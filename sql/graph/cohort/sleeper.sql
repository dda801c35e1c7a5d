-- Meaning: everybody who joined and is in one state (asleep: not seen again; warm: logs in and does nothing), with the run of registrations (null: none) and the traits of
--          how it came. A device, an address or a network is *none's* (0) where no other sleeper of an accepted run came by it, *the runs'* (2) where they came by it
--          twice as often as all others would let expect, else *anybody's* (1).
-- Reads:   joined, cohort_run (run_no, from_quarter, to_quarter: last included, standing: accepted, asked or refused)
-- Gives:   account, run_no, standing, quarter; network, address, device, wait (octaves of seconds, -1: before), logins (1 to 3), visits (octaves of days with a login since,
--          0: none): null where the first login is not known. Sleepers of refused runs are left out
-- Params:  $state
create table sleeper as
with placed as (
  select joined.account, joined.quarter, cohort_run.run_no, cohort_run.standing, joined.device_id, joined.address, joined.subnet, joined.wait_ms, joined.login_count, joined.day_count,
         case when cohort_run.standing = 'accepted' then 1 else 0 end as run_one, case when cohort_run.run_no is null then 1 else 0 end as other_one
  from joined left join cohort_run on joined.quarter between cohort_run.from_quarter and cohort_run.to_quarter
  where joined.state = $state and (cohort_run.run_no is null or cohort_run.standing <> 'refused')
), total as (
  select cast(sum(run_one) as double) / greatest(1, sum(other_one)) as share from placed
), network as (
  select subnet, sum(run_one) as run_count, sum(other_one) as other_count from placed where subnet is not null group by subnet
), place as (
  select address, sum(run_one) as run_count, sum(other_one) as other_count from placed where address is not null group by address
), machine as (
  select device_id, sum(run_one) as run_count from placed where device_id is not null group by device_id
), mine as (
  select placed.account, placed.run_no, placed.standing, placed.quarter, placed.wait_ms, placed.login_count, placed.day_count, placed.subnet, placed.address, placed.device_id, total.share,
         placed.run_one, placed.other_one,
         network.run_count as network_run_count, network.other_count as network_other_count, place.run_count as place_run_count, place.other_count as place_other_count, machine.run_count as machine_run_count
  from placed
  cross join total
  left join network on network.subnet = placed.subnet
  left join place on place.address = placed.address
  left join machine on machine.device_id = placed.device_id
)
select account, run_no, standing, quarter,
       case when login_count = 0 or subnet is null then null
            when network_run_count - run_one < 1 then 0
            when network_run_count - run_one >= 2 * share * (network_other_count - other_one) + 1 then 2 else 1 end as network,
       case when login_count = 0 or address is null then null
            when place_run_count - run_one < 1 then 0
            when place_run_count - run_one >= 2 * share * (place_other_count - other_one) + 1 then 2 else 1 end as address,
       case when login_count = 0 or device_id is null then null else least(machine_run_count - run_one, 2) end as device,
       case when login_count = 0 then null when wait_ms <= 0 then -1 when wait_ms < 1000 then 0 when wait_ms < 2000 then 1 when wait_ms < 4000 then 2 when wait_ms < 8000 then 3
            when wait_ms < 16000 then 4 when wait_ms < 32000 then 5 when wait_ms < 64000 then 6 when wait_ms < 128000 then 7 when wait_ms < 256000 then 8 when wait_ms < 1024000 then 9
            when wait_ms < 4096000 then 10 when wait_ms < 16384000 then 11 else 12 end as wait,
       case when login_count = 0 then null else least(login_count, 3) end as logins,
       case when day_count = 0 then 0 when day_count < 2 then 1 when day_count < 4 then 2 when day_count < 8 then 3 when day_count < 16 then 4 else 5 end as visits
from mine
