import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SOURCES = fileURLToPath(new URL(".", import.meta.url));
const README = readFileSync(new URL("../README.md", import.meta.url), "utf8");
/** Answered by their HTTP status. */
const HTTP_ONLY = ["RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED", "CANCELLED"];

const [, TABLE = ""] = /## What it refuses([\s\S]*?)\n## /.exec(README) ?? [];

/** What the sources say of this form, save the tests. */
function said(form: RegExp): readonly string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !/\.test\.ts$|^testing\//.test(file),
  );
  const texts = files.map((file) => readFileSync(`${SOURCES}/${file}`, "utf8"));
  return [...new Set(texts.flatMap((text) => [...text.matchAll(form)].map(([, found = ""]) => found)))];
}

describe("the table of refusals", () => {
  it("has every code number, and none beside them", () => {
    // 6002 is the end that a scripted close signal leads to.
    const numbers = said(/Error Code: (\d{4})/g).filter((number) => number !== "6002");
    expect(numbers).not.toEqual([]);
    expect(new Set(TABLE.match(/\b[48]0\d\d\b/g))).toEqual(new Set(numbers));
  });

  it.each(
    said(/new Refusal\(\s*"([A-Z_]+)"/g).filter((code) => !HTTP_ONLY.includes(code) && code !== "INTERNAL"),
  )("has the code %s", (code) => {
    expect(TABLE).toContain(code);
  });

  it.each(said(/denied\(\s*"([a-z_]+)"/g))("has the OAuth error %s", (error) => {
    expect(TABLE).toContain(`\`${error}\``);
  });

  it("has every cause of a schema refusal", () => {
    const causes = said(/"((?:FIELD|MISSING|TYPE)_[A-Z_]+)"/g);
    expect(causes).toHaveLength(5);
    for (const cause of causes) expect(TABLE).toContain(`\`${cause}\``);
  });
});
