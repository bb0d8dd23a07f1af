import { expect, expectTypeOf, test } from "vitest";
import type { BigintInput } from "../codegen/inputs.js";
import type { RowWriter } from "../codegen/row-writer.js";
import { defineTable } from "./define-table.js";

interface OrderRow {
  readonly id: BigintInput;
  readonly tags: readonly string[];
}

const Orders = defineTable({
  name: "main.shop.orders",
  fingerprint: "sha256:0",
  descriptor: "",
  write: (w: RowWriter, row: OrderRow): void => {
    w.bigint(1, "id", row.id);
    w.list("tags", row.tags, (to, index, tag) => to.string(2, index, tag));
  },
});

test("a table cannot be changed, nor what it is as a schema", () => {
  expect(Object.isFrozen(Orders)).toBe(true);
  expect(Object.isFrozen(Orders["~standard"])).toBe(true);
});

/** As https://standardschema.dev has it: what a library that asks a schema knows of it. */
interface StandardSchemaV1<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}
type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };
interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
type InferInput<Schema extends StandardSchemaV1> = NonNullable<Schema["~standard"]["types"]>["input"];
type InferOutput<Schema extends StandardSchemaV1> = NonNullable<Schema["~standard"]["types"]>["output"];

test("a table tells libraries the type of its rows", () => {
  expectTypeOf<InferInput<typeof Orders>>().toEqualTypeOf<OrderRow>();
  expectTypeOf<InferOutput<typeof Orders>>().toEqualTypeOf<OrderRow>();
  expectTypeOf(Orders).toExtend<StandardSchemaV1>();
});

test("a web framework can check a request's body with it", async () => {
  /** What frameworks have: a handler that is called with what the schema has approved of. */
  const route =
    <Schema extends StandardSchemaV1>(body: Schema, handle: (input: InferOutput<Schema>) => string) =>
    async (request: unknown): Promise<{ readonly status: number; readonly body: unknown }> => {
      const result = await body["~standard"].validate(request);
      if (result.issues === undefined) return { status: 200, body: handle(result.value) };
      const problems = result.issues.map(({ message, path = [] }) => ({ at: path.join("/"), message }));
      return { status: 400, body: problems };
    };
  const post = route(Orders, ({ id, tags }) => `order ${id} with ${tags.length} tags`);
  expect(await post({ id: 42, tags: ["new"] })).toEqual({ status: 200, body: "order 42 with 1 tags" });
  expect(await post({ id: "42", tags: ["new", null] })).toEqual({
    status: 400,
    body: [
      {
        at: "id",
        message: 'id (BIGINT): is not a number, got string "42"; pass a bigint or a whole number',
      },
      {
        at: "tags/1",
        message: "tags[1] (STRING): is null, which an element cannot be, got null; leave it out of the array",
      },
    ],
  });
});
