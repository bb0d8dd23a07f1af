import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { docComment, docText } from "./doc-comment.js";

const long = "word ".repeat(60).trim();

describe(docText, () => {
  test.each([
    ["plain text as it is", "Total with tax: 100% (gross).", "Total with tax: 100% (gross)."],
    ["text of every language", "Größe – 列 😀", "Größe – 列 😀"],
    ["lines and paragraphs", " a \r\n\tb\n\n\n\nc\u2028d ", "a\nb\n\nc\nd"],
    ["the end of a comment", "a */ b", "a *\\/ b"],
    ["tags and directives", "@ts-ignore a@b {@link x} *@c", "\\@ts-ignore a@b {\\@link x} *\\@c"],
    ["HTML, but no comparison", "<b>x</b> a < b <= c", "\\<b>x\\</b> a < b <= c"],
    ["links and pictures", "![x](http://y) [a][b]\n[b]: z", "![x]\\(http://y) [a]\\[b]\n[b]\\: z"],
    ["what nobody sees", "a\u0000\u202eb\ud800", "ab\ufffd"],
    ["source maps", "//# sourceMappingURL=x", "//\\# sourceMappingURL=x"],
  ])("shows %s", (_, text, want) => {
    expect(docText(text)).toBe(want);
  });

  it("cuts a long text behind a word, and one without words within no character", () => {
    expect(docText("word ".repeat(3000))).toMatch(/^(word ){150,200}word…$/);
    expect(docText("😀".repeat(3000))).toMatch(/^(😀){500}…$/u);
    expect(docText("x\n".repeat(3000))).toBe(`${"x\n".repeat(19)}x …`);
    expect(docText("\u202e".repeat(3000))).toBe("");
  });
});

describe(docComment, () => {
  it("stands on one line as long as it fits", () => {
    expect(docComment("x".repeat(103), "")).toBe(`/** ${"x".repeat(103)} */`);
    expect(docComment("x".repeat(104), "")).toBe(`/**\n * ${"x".repeat(104)}\n */`);
    expect(docComment("a\nb", "  ")).toBe("/**\n   * a\n   * b\n   */");
  });

  it("wraps what is longer, and breaks no link", () => {
    const link = "{@link OrdersRow}.";
    const lines = docComment(`${long} ${link} ${long}`, "  ").split("\n");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(110);
    expect(lines.filter((line) => line.includes(link))).toHaveLength(1);
  });

  it("is one comment, whatever is in it", () => {
    const hostile = fc.array(fc.oneof(fc.constantFrom("*", "/", "*/", "\n", " ", "@", "\\"), fc.string()));
    fc.assert(
      fc.property(hostile, (parts) => {
        const comment = docComment(docText(parts.join("")), "  ");
        expect(comment.indexOf("*/")).toBe(comment.length - 2);
      }),
    );
  });
});
