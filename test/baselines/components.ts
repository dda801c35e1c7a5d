import { World, type Baseline } from "./baseline.js";

/** Connected components over shared devices and addresses. */
export const components: Baseline = (folder, asOfMs) =>
  World.with(folder, asOfMs, async (world) => {
    await world.run("key_holder.sql");
    const { a, b } = await world.columns("key_link.sql");
    return world.components(a, b);
  });
