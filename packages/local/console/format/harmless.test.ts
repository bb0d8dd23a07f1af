import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beginning, harmless } from "./harmless.js";

describe(harmless, () => {
  it.each([
    ["a\u202eb", "a\\u{202e}b"],
    ["\u0000\u001b[31m", "\\u{0}\\u{1b}[31m"],
    ["a\u2028b\u{e0041}", "a\\u{2028}b\\u{e0041}"],
    ["one\ntwo\tthree", "one\ntwo\tthree"],
    ["مريم 👩‍💻 می‌خواهم", "مريم 👩‍💻 می‌خواهم"],
  ])("writes %j as %j", (text, written) => {
    expect(harmless(text)).toBe(written);
  });
});

describe(beginning, () => {
  it("is the text, or as much of it and an ellipsis, and never half a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(20), (text, most) => {
        const shown = beginning(text, most);
        if (text.length <= most) expect(shown).toBe(harmless(text));
        else expect(harmless(text).startsWith(shown.slice(0, -1))).toBe(true);
        expect(shown.isWellFormed?.() ?? true).toBe(true);
      }),
    );
  });
});
