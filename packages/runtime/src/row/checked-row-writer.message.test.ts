import { create, createFileRegistry, type DescMessage, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  FileDescriptorSetSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import type { RowWriter } from "../codegen/row-writer.js";
import { CheckedRowWriter } from "./checked-row-writer.js";
import { ProtoEncoder } from "./proto-encoder.js";
import { readRow } from "./read-row.js";
import type { RowIssue } from "./row-issue.js";

interface Place {
  readonly city?: string | null | undefined;
}

interface Order {
  readonly orderId: bigint;
  readonly note?: string | null | undefined;
  readonly place?: Place | null | undefined;
  readonly stops?: readonly Place[] | null | undefined;
  readonly byName?: Readonly<Record<string, Place>> | null | undefined;
}

function writePlace(w: RowWriter, value: Place): void {
  if (value.city != null) w.string(1, "city", value.city);
}

function writeOrder(w: RowWriter, row: Order): void {
  w.bigint(1, "orderId", row.orderId);
  if (row.note != null) w.string(2, "note", row.note);
  if (row.place != null) w.struct(3, "place", row.place, writePlace);
  if (row.stops != null) w.list("stops", row.stops, (to, at, stop) => to.struct(4, at, stop, writePlace));
  if (row.byName != null) {
    w.map<string, Place>(5, "byName", row.byName, (to, key, value) => {
      to.string(1, key, key);
      to.struct(2, key, value, writePlace);
    });
  }
}

/** The message of the row, as protobuf-es has it when its file has this syntax. */
function orderIn(syntax: "proto2" | "proto3"): DescMessage {
  const optional = { label: Label.OPTIONAL, proto3Optional: false };
  const place = { type: Type.MESSAGE, typeName: ".Place" };
  const entry = {
    name: "ByNameEntry",
    field: [
      { ...optional, number: 1, name: "key", type: Type.STRING },
      { ...optional, number: 2, name: "value", ...place },
    ],
    options: { mapEntry: true },
  };
  const order = {
    name: "Order",
    nestedType: [entry],
    field: [
      { ...optional, number: 1, name: "order_id", type: Type.INT64 },
      { ...optional, number: 2, name: "note", type: Type.STRING },
      { ...optional, number: 3, name: "place", ...place },
      { number: 4, name: "stops", label: Label.REPEATED, ...place },
      {
        number: 5,
        name: "by_name",
        label: Label.REPEATED,
        type: Type.MESSAGE,
        typeName: ".Order.ByNameEntry",
      },
    ],
  };
  const placeType = { name: "Place", field: [{ ...optional, number: 1, name: "city", type: Type.STRING }] };
  const file = [{ name: "order.proto", syntax, messageType: [order, placeType] }];
  const registry = createFileRegistry(create(FileDescriptorSetSchema, { file }));
  return registry.getMessage("Order") ?? expect.unreachable();
}

/** What becomes of a value: the row that is read back, or what is wrong with it. */
function written(value: unknown): Order | readonly RowIssue[] {
  const encoder = new ProtoEncoder(0);
  encoder.beginRow(true);
  // `write` refuses what is not as an Order has it.
  const issues = new CheckedRowWriter(encoder).row(value as Order, writeOrder);
  if (issues.length > 0) return [...issues];
  return readRow(encoder.slab.subarray(encoder.rowStart, encoder.position), writeOrder);
}

const init = {
  orderId: 7n,
  note: "fragile",
  place: { city: "Oslo" },
  stops: [{ city: "Rome" }, { city: "Bern" }],
  byName: { home: { city: "Graz" } },
};

describe("a message of protobuf-es", () => {
  it.each(["proto2", "proto3"] as const)("of %s is a row, at every level", (syntax) => {
    const row = written(create(orderIn(syntax), init));
    expect(row).toEqual({ ...init, byName: new Map(Object.entries(init.byName)) });
  });

  it.each(["proto2", "proto3"] as const)("of %s may carry fields that its reader does not know", (syntax) => {
    const order = orderIn(syntax);
    const unknownField = Uint8Array.of(...toBinary(order, create(order, init)), 0xa0, 0x06, 0x01);
    const message = fromBinary(order, unknownField);
    expect(message.$unknown).toHaveLength(1);
    expect(written(message)).toMatchObject({ orderId: 7n });
  });

  it("of proto2 makes no values of the defaults that it inherits", () => {
    const order = orderIn("proto2");
    expect(written(create(order, { orderId: 7n, place: {} }))).toEqual({
      orderId: 7n,
      place: {},
      stops: [],
      byName: new Map(),
    });
    expect(written(create(order, { note: "no id" }))).toMatchObject([
      { path: "orderId", code: "REQUIRED_MISSING" },
    ]);
  });

  it.each([
    { $typeName: "Order", orderId: 7n, nte: "a" },
    { $typeName: "Order", $unknown: undefined, orderId: 7n, nte: "a" },
    { $typeName: "Order", $unknown: [], orderId: 7n, nte: "a" },
    { $typeName: null, $unknown: [], orderId: 7n, nte: "a", $more: null },
  ])("still tells of a key that is no column, case %#", (value) => {
    expect(written(value)).toEqual(
      expect.arrayContaining([expect.objectContaining({ path: "nte", code: "UNKNOWN_FIELD" })]),
    );
  });

  it.each([{ $unknown: [] }, { $typeName: 7 }])(
    "is known by the name of its type, which %j lacks",
    (keys) => {
      expect(written({ orderId: 7n, ...keys })).toMatchObject([{ code: "UNKNOWN_FIELD" }]);
    },
  );

  it("is told from an instance of a class, whose members may be inherited", () => {
    class Ordered {
      readonly $typeName = "Order";
      get orderId(): bigint {
        return 7n;
      }
    }
    expect(written(new Ordered())).toMatchObject({ orderId: 7n });
  });
});
