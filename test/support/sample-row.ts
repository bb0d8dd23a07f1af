import { rawJson } from "@zerobus-gen/runtime";
import type { ScalarKind } from "@zerobus-gen/schema";
import { expect } from "vitest";
import type { ColumnType, Field } from "zerobus-gen";

/** A value as people write it, and as it then lies in a Delta table. */
interface Sample {
  readonly written: unknown;
  readonly stored: unknown;
}

const MICROS = 1772282096789012n;

const SCALARS: Readonly<Record<ScalarKind, Sample>> = {
  boolean: { written: true, stored: true },
  tinyint: { written: -128, stored: -128 },
  smallint: { written: 32767, stored: 32767 },
  int: { written: -2147483648, stored: -2147483648 },
  bigint: { written: 9007199254740993n, stored: 9007199254740993n },
  float: { written: 0.5, stored: 0.5 },
  double: { written: -1.5e300, stored: -1.5e300 },
  binary: { written: new Uint8Array([0, 255, 128]), stored: new Uint8Array([0, 255, 128]) },
  date: { written: "2026-02-28", stored: 20512 },
  timestamp: { written: "2026-02-28T13:34:56.789012+01:00", stored: MICROS },
  timestamp_ntz: { written: "2026-02-28T12:34:56.789012", stored: MICROS },
  variant: {
    written: {
      text: "naïve 列 😀",
      list: [1, -0.5, null, true, { "": [] }],
      exact: 12345678901234567890n,
      raw: rawJson(' {"a": 19.90} '),
    },
    // JSON of the table: members by name, numbers as they are.
    stored: expect.objectContaining({
      text: '{"exact":12345678901234567890,"list":[1,-0.5,null,true,{"":[]}],"raw":{"a":19.90},"text":"naïve 列 😀"}',
    }),
  },
};

/** A row with a value in every column. */
export function sampleRow(columns: readonly Field[]): Sample & { readonly written: Record<string, unknown> } {
  const samples = columns.map((column) => [column.name, sample(column.type)] as const);
  return {
    written: Object.fromEntries(samples.map(([name, { written }]) => [name, written])),
    stored: Object.fromEntries(samples.map(([name, { stored }]) => [name, stored])),
  };
}

function sample(type: ColumnType): Sample {
  switch (type.kind) {
    case "string":
      return same("naïve 列 😀");
    case "char":
    case "varchar":
      // As many code points as fit, each of them two UTF-16 units.
      return same("😀".repeat(Math.min(type.length, 1000)));
    case "decimal": {
      const digits = "3".repeat(type.scale);
      return type.scale === 0
        ? { written: "-7", stored: -7n }
        : { written: `-0.${digits}`, stored: BigInt(`-${digits}`) };
    }
    case "struct":
      return sampleRow(type.fields);
    case "array": {
      const { written, stored } = sample(type.element);
      return { written: [written, written], stored: [stored, stored] };
    }
    case "map": {
      const [key, value] = [sample(type.key), sample(type.value)];
      return {
        written: new Map([[key.written, value.written]]),
        stored: new Map([[key.stored, value.stored]]),
      };
    }
    case "unsupported":
      return expect.fail(`${type.sql} cannot be written`);
  }
  return SCALARS[type.kind];
}

function same(value: unknown): Sample {
  return { written: value, stored: value };
}
