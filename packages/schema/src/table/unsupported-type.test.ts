import { expect, test } from "vitest";
import { explainUnsupported } from "./unsupported-type.js";

test.each([
  ["interval day to second", "INTERVAL", "BIGINT"],
  ["INTERVAL", "INTERVAL", "BIGINT"],
  [" void", "VOID", "give the column the type"],
  ["NULL", "VOID", "give the column the type"],
  ["geometry(4326)", "GEOMETRY", "WKT"],
  ["geography(OGC:CRS84, SPHERICAL)", "GEOGRAPHY", "WKT"],
  ["object", "OBJECT", "STRUCT"],
  ["udt(a.B)", "UDT", "STRUCT"],
  ["USER_DEFINED_TYPE", "UDT", "STRUCT"],
])("explains %j as %s, with a mend", (sql, name, mend) => {
  const { message, hint } = explainUnsupported(sql);
  expect(message).toBe(`Zerobus does not write ${name}`);
  expect(hint).toContain(mend);
  expect(hint).toContain('unsupported: "skip"');
});

test.each([
  ["TABLE_TYPE", "TABLE_TYPE"],
  ["intervals", "intervals"],
  ["constructor", "constructor"],
  ["__proto__", "__proto__"],
  ["CHAR", "CHAR"],
  ["int(4)", '"int(4)"'],
  ["", '""'],
  ["\u001b[2J", '"\\u001b[2J"'],
])("says that %j is not known, and what is", (sql, shown) => {
  const { message, hint } = explainUnsupported(sql);
  expect(message).toBe(`${shown} is not a type known here`);
  expect(hint).toContain("VARCHAR(n)");
});
