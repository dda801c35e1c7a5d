-- For: the functions and triggers here
-- The facts are for programs; the command line makes its own sentences of them (src/enforcement/release-sentence.ts).
create or replace function ringfence.release_message(id text, request jsonb, outcome text, brake text, facts jsonb)
returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  -- What was asked, to be asked again with one thing changed.
  again text := format('select * from ringfence.release(%L', id) || case when request ->> 'ring' is null then '' else format(', ring => %s', ringfence.plain_literal(request ->> 'ring')) end;
  accepted text := case when request ->> 'accept' is null then '' else format(', accept => %s', ringfence.plain_literal(request ->> 'accept')) end;
begin
  return case coalesce(brake, outcome)
    when 'mode' then format('Held: the mode is off, %s cases wait. Look at them (select * from ringfence.release_preview()), then: select ringfence.set_mode(''shadow'', ''WHY'');', facts ->> 'waiting')
    when 'release_cap' then format('Held: %s effects, and at most %s leave in one release. To release part of it: %s, most => %s%s); to raise the cap: select * from ringfence.set_caps(''WHY'', release_cap => %s, release_cap_share => %s);',
      facts ->> 'effects', facts ->> 'cap', again, facts ->> 'cap', accepted, greatest((facts ->> 'effects')::bigint, (facts ->> 'release_cap')::bigint),
      ringfence.share_for((facts ->> 'effects')::bigint, (facts ->> 'active_accounts')::bigint, (facts ->> 'release_cap_share')::double precision))
    when 'day_cap' then format('Held: %s effects after %s in the last 24 hours, of which at most %s leave. Wait;%s or raise the cap: select * from ringfence.set_caps(''WHY'', day_cap => %s, day_cap_share => %s);',
      facts ->> 'effects', facts ->> 'applied', facts ->> 'cap',
      case when (facts ->> 'room')::bigint > 0 then format(' or release part of it: %s, most => %s%s);', again, facts ->> 'room', accepted) else '' end, greatest((facts ->> 'applied')::bigint + (facts ->> 'effects')::bigint, (facts ->> 'day_cap')::bigint),
      ringfence.share_for((facts ->> 'applied')::bigint + (facts ->> 'effects')::bigint, (facts ->> 'active_accounts')::bigint, (facts ->> 'day_cap_share')::double precision))
    when 'one_value' then format('Held: %s of %s cases rest by %s %% of all bits on one %s; the limit is %s %%. Look at them (select * from ringfence.why_case(CASE)); if that is right: %s%s, accept => %s);',
      facts ->> 'holders', facts ->> 'effects', round((100 * (facts ->> 'share')::double precision)::numeric), facts ->> 'kind', round((100 * (facts ->> 'one_value_share')::double precision)::numeric),
      again, case when request ->> 'most' is null then '' else format(', most => %s', request ->> 'most') end, ringfence.plain_literal((facts ->> 'kind') || ':' || (facts ->> 'value')))
    when 'shadow' then format('The mode is shadow: %s cases would leave (select * from ringfence.release_preview()), nothing did. To go on: select ringfence.set_mode(''canary'', ''WHY'');', facts ->> 'waiting')
    when 'already' then format('Release %s was done at %s. Nothing was done now.', id, facts ->> 'released_at')
    when 'released' then format('Released %s effects as %s.', facts ->> 'effects', id)
    else case facts ->> 'why'
      when 'drawn_before' then format('The mode is canary, and the %s cases that wait were drawn before. To go on: select ringfence.set_mode(''on'', ''WHY'');', facts ->> 'waiting')
      when 'canary_drew_nobody' then format('The canary drew nobody: a share of %s of %s cases. Nothing was released, and the id is free. Wait for more, or: select * from ringfence.set_caps(''WHY'', canary_share => %s);',
        facts ->> 'canary_share', facts ->> 'drawn', least(1, round((1.0 / (facts ->> 'drawn')::bigint + 0.00005)::numeric, 4)))
      else 'No approved case may leave now.'
    end
  end;
end
$$;
comment on function ringfence.release_message is 'What a release came to, for whoever asked in SQL: with the SQL that goes on from there.';
revoke all on function ringfence.release_message from public;
