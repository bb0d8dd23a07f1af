import fc from "fast-check";
import { expect, test } from "vitest";
import { isBypassed } from "./proxy-bypass.js";

test.each<[list: string, address: string, want: boolean]>([
  ["*", "https://a.b", true],
  ["x, *", "https://a.b", true],
  ["a.b", "https://a.b", true],
  ["a.b", "https://x.a.b", true],
  [".a.b", "https://x.a.b", true],
  [".a.b", "https://a.b", true],
  ["..a.b", "https://a.b", true],
  ["*.a.b", "https://x.a.b", true],
  ["a.b.", "https://a.b", true],
  ["a.b", "https://a.b./", true],
  ["a.b", "https://xa.b", false],
  ["x.a.b", "https://a.b", false],
  ["a.b", "https://a.b.c", false],
  [" other ,\ta.b ", "https://a.b", true],
  ["A.B", "https://a.b", true],
  ["a.b", "https://A.B", true],
  ["", "https://a.b", false],
  [",", "https://a.b", false],
  [" , ,", "https://a.b./", false],
  [".", "https://a.b./", false],
  [",", "https://a.b../", false],
  ["*.", "https://a.b", false],
  [":443", "https://a.b", false],
  ["a.b:443", "https://a.b", true],
  ["a.b:443", "https://a.b:8443", false],
  ["a.b:8443", "https://a.b:8443", true],
  ["a.b:80", "http://a.b", true],
  ["a.b:443", "http://a.b", false],
  [".b:443", "https://a.b", true],
  ["10.1.2.3", "https://10.1.2.3", true],
  ["2.3", "https://10.1.2.3", false],
  ["10.1.2.3:443", "https://10.1.2.3", true],
  ["10.0.0.0/8", "https://10.1.2.3", true],
  ["10.0.0.0/8", "https://11.1.2.3", false],
  ["0.0.0.0/0", "https://11.1.2.3", true],
  ["0.0.0.0/0", "https://a.b", false],
  ["10.0.0.0/33", "https://10.0.0.0", false],
  ["10.0.0.0/", "https://10.0.0.0", false],
  ["a.b/8", "https://a.b", false],
  ["::1", "https://[::1]", true],
  ["[::1]", "https://[::1]:7070", true],
  ["[::1]:7070", "https://[::1]:7070", true],
  ["[::1]:7071", "https://[::1]:7070", false],
  ["fd00::/8", "https://[fd12::1]", true],
  ["fd00::/8", "https://[fe12::1]", false],
  ["fd00::/8", "https://10.1.2.3", false],
  ["::/0", "https://10.1.2.3", false],
])("the list %j, and %s: %s", (list, address, want) => {
  expect(isBypassed(new URL(address), list)).toBe(want);
});

test("no list whatever breaks it, and a host on the list is always found", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), fc.domain(), (before, after, host) => {
      const list = [...before, host, ...after].join(",");
      expect(isBypassed(new URL(`https://${host}`), list)).toBe(true);
      expect(typeof isBypassed(new URL("https://a.b"), before.join(","))).toBe("boolean");
    }),
  );
});
