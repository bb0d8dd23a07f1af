import { expect, test } from "vitest";
import { chooseProxy } from "./proxy-choice.js";

const catalog = "https://dbc-1.cloud.databricks.com";
const proxy = "http://proxy:3128";

test.each([
  ["there is none", catalog, {}, undefined],
  ["the environment names it", catalog, { HTTPS_PROXY: "proxy:3128" }, proxy],
  [
    "in small letters before capital ones",
    catalog,
    { HTTPS_PROXY: "http://a", https_proxy: "http://proxy:3128/" },
    proxy,
  ],
  ["another protocol has one", catalog, { HTTP_PROXY: proxy }, undefined],
  ["it goes to this machine", "https://localhost", { HTTPS_PROXY: proxy }, undefined],
  ["it has the port of its scheme", catalog, { HTTPS_PROXY: "https://u:p@proxy" }, "https://proxy:443"],
  ["all are passed by", catalog, { HTTPS_PROXY: proxy, NO_PROXY: "x, *" }, undefined],
  [
    "the host is passed by",
    catalog,
    { HTTPS_PROXY: proxy, no_proxy: "DBC-1.cloud.databricks.com" },
    undefined,
  ],
  ["a domain is passed by", catalog, { HTTPS_PROXY: proxy, NO_PROXY: ".databricks.com" }, undefined],
  [
    "a domain is passed by with a star",
    catalog,
    { HTTPS_PROXY: proxy, NO_PROXY: "*.databricks.com" },
    undefined,
  ],
  ["a name is passed by that ends alike", catalog, { HTTPS_PROXY: proxy, NO_PROXY: "bricks.com,,." }, proxy],
  ["a port is passed by", catalog, { HTTPS_PROXY: proxy, NO_PROXY: "databricks.com:443" }, undefined],
  ["another port is passed by", catalog, { HTTPS_PROXY: proxy, NO_PROXY: "databricks.com:8443" }, proxy],
  ["a range is passed by", "https://10.1.2.3", { HTTPS_PROXY: proxy, NO_PROXY: "10.0.0.0/8" }, undefined],
  [
    "another range is passed by",
    "https://11.1.2.3",
    { HTTPS_PROXY: proxy, NO_PROXY: "10.0.0.0/8,x/y,1.1.1.1/99" },
    proxy,
  ],
])("the proxy, where %s", (_, origin, environment, want) => {
  expect(chooseProxy(origin, environment)?.origin).toBe(want);
});

test("its user is for the proxy only", () => {
  const chosen = chooseProxy(catalog, { HTTPS_PROXY: "http://u:p%2Fw@[::1]:8080" });
  expect(chosen).toMatchObject({ host: "::1", port: 8080, origin: "http://[::1]:8080" });
  expect(chosen?.authorization).toBe(`Basic ${Buffer.from("u:p/w").toString("base64")}`);
});

test.each([
  "socks5://proxy",
  "http://u:s3cret/x@proxy",
  "http://u:s3cret%@proxy",
  "http://",
  "http://proxy/s3cret",
])("%s is refused without showing it", (address) => {
  const choose = () => chooseProxy(catalog, { HTTPS_PROXY: address });
  expect(choose).toThrow("HTTPS_PROXY");
  expect(choose).not.toThrow("s3cret");
});
