import { describe, expect, it } from "vitest";
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

  it("passes a defect of the decoder on as it is", () => {
    const decode = (): never => {
      throw new TypeError("defect");
    };
    expect(() => decodeRows({ offset: 0n, records: [new Uint8Array()] }, decode, 1)).toThrow(TypeError);
  });
});
