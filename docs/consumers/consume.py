#!/usr/bin/env python3
# A consumer of the feed that applies it to a table of its own: effects and position change in one transaction there, so each effect happens once.
# FEED_URL: a database user with the role ringfence_enforcer. APP_URL: your own database. Where strangers may create in public (Postgres 14), give that user a schema of its own. Needs psycopg2. Run it as often as you like, one at a time.
import hashlib, json, os, sys
from datetime import timezone
import psycopg2, psycopg2.extras

COLUMNS = "seq epoch effect account_id action reason_code effective_at expires_at ring_id case_id release_id statement".split()

def part(value):
    if hasattr(value, "astimezone"):
        value = value.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return "-," if value is None else f"{len(str(value).encode())}:{value},"

feed, app = psycopg2.connect(os.environ["FEED_URL"]), psycopg2.connect(os.environ["APP_URL"])
with feed, feed.cursor(cursor_factory=psycopg2.extras.DictCursor) as read, app, app.cursor() as own:
    own.execute("create table if not exists in_force (case_id text primary key, account_id text not null, action text not null, expires_at timestamptz)")
    own.execute("create table if not exists feed_position (only_row boolean primary key default true, epoch text, seq bigint, hash text)")
    own.execute("select epoch, seq, hash from feed_position for update")
    epoch, seq, hash_ = own.fetchone() or (None, 0, "0" * 64)
    read.execute("select epoch, last_seq from ringfence.feed_state()")
    now, last = read.fetchone()
    read.execute("select * from ringfence.feed_read(%s, 100000)", (max(seq - 1, 0),))
    rows = read.fetchall()
    known = rows.pop(0) if seq > 0 and rows else None
    if epoch not in (None, now) or last < seq or (known and known["hash"] != hash_):
        sys.exit("The database of the feed was restored: a person compares what is in force with the feed first (docs/feed.md).")
    for row in rows:
        text = row["prev_hash"] + "".join(part(row[name]) for name in COLUMNS) + ("" if row["basis"] is None else part(row["basis"]))
        basis = json.loads(row["basis"] or "{}")
        if row["effect"] == "apply" and row["action"] == "ban" and basis and len({one["by"] for one in basis["approvals"]} - {basis["proposed_by"]}) < 2:
            sys.exit(f"Row {row['seq']} is a ban without the approvals of two people: nothing was applied. Call a person.")
        if row["seq"] != seq + 1 or row["prev_hash"] != hash_ or row["hash"] != hashlib.sha256(text.encode()).hexdigest():
            sys.exit(f"Row {row['seq']} does not follow row {seq}: nothing was applied. Call a person.")
        if row["effect"] == "apply":
            own.execute("insert into in_force values (%s, %s, %s, %s)", (row["case_id"], row["account_id"], row["action"], row["expires_at"]))
        else:
            own.execute("delete from in_force where case_id = %s", (row["case_id"],))
        seq, hash_ = row["seq"], row["hash"]
    read.execute("select case_id from ringfence.lifts_ahead() where seq <= %s", (seq,))
    own.execute("delete from in_force where case_id = any (%s)", ([row["case_id"] for row in read],))
    own.execute("insert into feed_position values (true, %s, %s, %s) on conflict (only_row) do update set epoch = excluded.epoch, seq = excluded.seq, hash = excluded.hash", (now, seq, hash_))
with feed, feed.cursor() as read:
    read.execute("select ringfence.feed_ack(%s, %s)", (os.environ.get("CONSUMER", "sample-python"), seq))
print(f"{len(rows)} effects applied, up to row {seq}.")
