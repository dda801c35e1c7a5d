import { test } from "vitest";
import { join } from "node:path";
import { openHouse, sampleFolder, fromSnapshot } from "./night.js";
test("scratch", async () => {
  const house = await openHouse();
  const q = () => house.rows("select coalesce(old_id, m.account_id) as id, m.role, c.action, m.ring_id, m.evidence_bits from ringfence.ring_member m left join ringfence.ban_candidate c using (account_id, run_id) left join renamed on new_id = m.account_id");
  const rings = () => house.rows("select ring_id, size, round(evidence_bits) e, round(price_bits) p, kinds from ringfence.ring order by size desc");
  await house.client.query("create table renamed (old_id text, new_id text)");
  await house.load(sampleFolder); await house.night();
  const base = new Map((await q()).map((r: any) => [r.id, r]));
  console.log((await rings()).map((r: any) => `${r.size}:${r.e}/${r.p}`).join("  "));
  for (const salt of ["other", "x", "y"]) {
    await house.load(sampleFolder);
    await house.client.query(`alter table accounts drop constraint if exists accounts_pkey; truncate renamed; insert into renamed select account_id, md5(account_id || '${salt}') from accounts; analyze renamed;
     update accounts set account_id = new_id from renamed where old_id = account_id; update logins set account_id = new_id from renamed where old_id = account_id; update actions set account_id = new_id from renamed where old_id = account_id; ${salt === "y" ? "" : "update actions set target_id = new_id from renamed where old_id = target_id"}`);
    await house.forget(); const o = await house.night();
    const now = new Map((await q()).map((r: any) => [r.id, r]));
    console.log(salt, JSON.stringify(o.counts));
    console.log((await rings()).map((r: any) => `${r.size}:${r.e}/${r.p}`).join("  "));
    const diff: Record<string, number> = {};
    for (const id of new Set([...base.keys(), ...now.keys()])) {
      const a: any = base.get(id), b: any = now.get(id);
      const k = `${a?.role ?? "-"} ${a?.action ?? "-"} [${a?.ring_id ?? ""}] -> ${b?.role ?? "-"} ${b?.action ?? "-"} [${b?.ring_id ?? ""}]`;
      if (a?.action !== b?.action) diff[k] = (diff[k] ?? 0) + 1;
    }
    console.log(diff);
  }
  await house.close();
});
