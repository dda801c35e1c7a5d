#!/usr/bin/env bash
# A consumer of the feed that hands each effect to a command as a line of JSON on its input, in order, with its key in EFFECT_KEY: at least once, and exactly
# once where the command ignores a key that it has seen.   FEED_URL=postgres://… consume.sh POSITION_FILE COMMAND [ARGUMENT …]   Needs psql; one at a time.
set -euo pipefail
file=$1; shift
ask() { psql --no-psqlrc --quiet --no-align --tuples-only --field-separator=$'\t' --set=ON_ERROR_STOP=1 "$@" "$FEED_URL"; }
halt() { echo "$1 Nothing more was handed over. Call a person." >&2; exit 5; }
read -r epoch seq last < "$file" 2>/dev/null || read -r epoch seq last <<< "- 0 $(printf '0%.0s' {1..64})"
read -r now end < <(ask <<< "select epoch, last_seq from ringfence.feed_state()")
[ "$epoch" = - ] || { [ "$epoch" = "$now" ] && [ "$end" -ge "$seq" ]; } || halt "The database of the feed was restored."
if [ "$seq" -gt 0 ]; then [ "$(ask --set=seq="$seq" <<< "select hash from ringfence.feed_read(:seq - 1, 1)")" = "$last" ] || halt "Row $seq is not the one that was handed over."; fi
ask --set=seq="$seq" <<'SQL' | while IFS=$'\t' read -r seq prev hash whole line; do
select seq, prev_hash, hash, hash = encode(sha256(convert_to(prev_hash || (
    select string_agg(coalesce(octet_length(part) || ':' || part || ',', '-,'), '' order by place) from unnest(array[seq::text, epoch::text, effect, account_id, action, reason_code,
      to_char(effective_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      ring_id, case_id, release_id, statement]) with ordinality as listed (part, place)) || coalesce(octet_length(basis) || ':' || basis || ',', ''), 'UTF8')), 'hex')
    and (effect = 'lift' or action <> 'ban' or basis is null or 2 <= (select count(distinct one ->> 'by') from jsonb_array_elements(basis::jsonb -> 'approvals') as one where one ->> 'by' <> basis::jsonb ->> 'proposed_by')), row_to_json(effect_of)
from ringfence.feed_read(:seq, 100000) as effect_of order by seq
SQL
  [ "$prev" = "$last" ] && [ "$whole" = t ] || halt "Row $seq does not follow the one before, or lacks approvals."
  printf '%s\n' "$line" | EFFECT_KEY="$now:$seq" "$@"
  printf '%s %s %s\n' "$now" "$seq" "$hash" > "$file.next" && mv "$file.next" "$file"
  last=$hash
done
if [ -e "$file" ]; then
  read -r _ seq _ < "$file"
  ask --set=seq="$seq" <<< "select epoch || ':ahead:' || case_id, row_to_json(lift) from (select null as seq, epoch, 'lift' as effect, account_id, action, reason_code, ring_id, case_id, asked_at as effective_at from ringfence.lifts_ahead() where seq <= :seq) as lift" |
    while IFS=$'\t' read -r key line; do printf '%s\n' "$line" | EFFECT_KEY="$key" "$@"; done
  ask --set=seq="$seq" --set=consumer="${CONSUMER:-sample-bash}" <<< "select ringfence.feed_ack(:'consumer', :seq)" > /dev/null
fi
