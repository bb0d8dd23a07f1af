import { describe, expect, it } from "vitest";
import { MAX_VALUES, type ValueBudget } from "../record/value-budget.js";
import type { Row } from "../schema/row.js";
import { decodeRows } from "./ingest-request.js";

describe(decodeRows, () => {
  it("refuses a request whose empty rows would fill the memory, before it decodes any", () => {
    const records = new Array<Uint8Array>(20_000).fill(new Uint8Array());
    const decode = (): never => {
      throw new Error("decoded");
    };
    expect(() => decodeRows({ offset: 0n, records }, decode, 2000)).toThrow(
      "20000 rows of 2000 columns are more",
    );
  });

  it("has one budget for all rows of a request, so that many of them cannot fill the memory together", () => {
    const records = [1, 2, 3].map(() => new Uint8Array());
    const decode = (_: Uint8Array, budget?: ValueBudget): Row => {
      budget?.spend(MAX_VALUES / 2);
      return {};
    };
    expect(decodeRows({ offset: 0n, records: records.slice(1) }, decode, 1)).toEqual([{}, {}]);
    expect(() => decodeRows({ offset: 0n, records }, decode, 1)).toThrow(
      "row 2 of the request at offset 0, ",
    );
  });

  it("passes a defect of the decoder on as it is", () => {
    const decode = (): never => {
      throw new TypeError("defect");
    };
    expect(() => decodeRows({ offset: 0n, records: [new Uint8Array()] }, decode, 1)).toThrow(TypeError);
  });
});
