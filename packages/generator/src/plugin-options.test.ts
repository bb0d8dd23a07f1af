import { describe, expect, it } from "vitest";
import { type PluginOptions, parsePluginOptions } from "./plugin-options.js";

/** Options as protoc writes them. */
function parse(parameter: string): PluginOptions {
  return parsePluginOptions(
    parameter.split(",").flatMap((option) => {
      const [key = "", ...value] = option.split("=");
      return key === "" ? [] : [{ key, value: value.join("=") }];
    }),
  );
}

describe("the options of the plugin", () => {
  it.each<[string, PluginOptions]>([
    ["", { settings: {} }],
    ["namespace=main.shop", { namespace: { catalog: "main", schema: "shop" }, settings: {} }],
    ["naming=camel", { settings: { naming: "camel" } }],
    ["naming=preserve,bigint=bigint", { settings: { naming: "preserve", bigint: "bigint" } }],
    ["bigint=bigint|number", { settings: { bigint: "bigint | number" } }],
    ["bigint=bigint | number", { settings: { bigint: "bigint | number" } }],
  ])("%j are read", (parameter, want) => {
    expect(parse(parameter)).toEqual(want);
  });

  it.each([
    ["namespace=main", 'namespace takes catalog.schema, not "main"'],
    ["namespace=main.shop.orders", 'namespace takes catalog.schema, not "main.shop.orders"'],
    ["naming", 'naming takes camel or preserve, not ""'],
    ["bigint=number", 'bigint takes bigint, or bigint|number, not "number"'],
    ["namng=camel", '"namng" is no option: did you mean naming?'],
    ["constructor=x", '"constructor" is no option: there are namespace, naming, bigint'],
    ["naming=camel,naming=preserve", "naming is given twice"],
    [
      "naming=kebab,bigint=",
      'naming takes camel or preserve, not "kebab"; bigint takes bigint, or bigint|number, not ""',
    ],
  ])("%j are refused, each by its name", (parameter, message) => {
    expect(() => parse(parameter)).toThrow(new Error(message));
  });
});
