import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { chromium } from "../console/chromium.js";
import { openHouse, sampleFolder } from "../pipeline/night.js";
import { buildPage, noBrowser, openBrowser, openConsole } from "./house.js";
import { makePeople, urlOf } from "./people.js";

test("docs/console.png is the strongest ring of the sample, one shared thing looked at", async () => {
  if (chromium === undefined) throw new Error(noBrowser);
  buildPage();
  const house = await openHouse();
  await house.load(sampleFolder);
  await house.night();
  await makePeople(house.client, { ana: ["reviewer"] });
  const own = await openConsole(house.home, urlOf("ana", house.url));
  const browser = await openBrowser();
  const { page, errors } = await browser.person({ viewport: { width: 1360, height: 1330 }, colorScheme: "light" });
  await page.goto(own.entrance());
  await page.getByRole("heading", { name: "Tonight", level: 1 }).waitFor();
  await page.goto(`${own.origin}/ring/R-1`);
  await page.locator(".pulse canvas").waitFor();
  await page.locator(".focused .look").nth(1).click();
  await page.getByText("Who, in the order in which they came").waitFor();
  // The picture is drawn a moment after its data came.
  await page.waitForTimeout(1500);
  mkdirSync(join(packageFolder, "docs"), { recursive: true });
  await page.screenshot({ path: join(packageFolder, "docs", "console.png") });
  expect(errors).toEqual([]);
  await browser.close();
  await own.close();
  await house.close();
});
