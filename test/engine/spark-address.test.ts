import { describe, expect, test } from "vitest";
import { shownAddress, sparkAddress } from "../../src/engine/spark/spark-address.js";

describe("the address of a Spark server", () => {
  test("has a port, a token, a user, and heads of its own", () => {
    expect(sparkAddress("sc://spark.example.org")).toEqual({ host: "spark.example.org", port: 15_002, token: undefined, useTls: false, userId: "ringfence", headers: {} });
    expect(sparkAddress("sc://spark.example.org:443/;token=a%3Bb;user_id=night;x-cluster=c-1")).toEqual({ host: "spark.example.org", port: 443, token: "a;b", useTls: true, userId: "night", headers: { "x-cluster": "c-1" } });
    expect(sparkAddress("sc://[::1]:15003/")).toMatchObject({ host: "::1", port: 15_003 });
  });

  test.each([
    ["sc://host/;token=t", true], ["sc://127.0.0.1/;token=t", false], ["sc://localhost/;token=t", false], ["sc://[::1]/;token=t", false], ["sc://127.0.0.1.example.org/;token=t", true],
    ["sc://host/;token=t;use_ssl=false", false], ["sc://localhost/;token=t;use_ssl=true", true], ["sc://host/;use_ssl=true", true],
  ])("%s: a token goes over TLS, unless it stays here or somebody says so", (url, useTls) => {
    expect(sparkAddress(url).useTls).toBe(useTls);
  });

  test.each(["http://host:15002", "sc://", "sc://host:0", "sc://host:70000", "sc://host/path;token=secret", "sc://host/;token", "sc://host/;use_ssl=yes;token=secret", "sc://ho st/;token=secret", "sc://host/;token=%E0%A4%A;x=secret"])("%s is refused without being quoted", (url) => {
    const refused = (): unknown => sparkAddress(url);
    expect(refused).toThrow(expect.objectContaining({ code: "CONFIG", message: expect.stringMatching(/^RINGFENCE_SPARK_URL cannot be used: (?!.*secret)/) as string }));
  });

  test("is shown without its secrets", () => {
    expect(shownAddress(sparkAddress("sc://[::1]:9/;token=secret"))).toBe("sc://[::1]:9");
  });
});
