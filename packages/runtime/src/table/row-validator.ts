import type { Key } from "../codegen/row-writer.js";
import type { StandardIssue, StandardResult } from "../codegen/standard-schema.js";
import type { TableDefinition } from "../codegen/table.js";
import { MAX_ROW_BYTES } from "../protocol/limits.js";
import { CheckedRowWriter } from "../row/checked-row-writer.js";
import { columnNames } from "../row/column-names.js";
import { preview } from "../row/preview.js";
import { ProtoEncoder } from "../row/proto-encoder.js";
import { RowTooLarge } from "../row/row-buffer.js";
import { formatIssue } from "../row/row-error.js";
import { tooLarge } from "../row/too-large.js";

/** Memory that rows are encoded into to see whether they can be. There is one, and another while it is in use. */
let spare: ProtoEncoder | undefined;

/**
 * Tells of any value whether it is a row of a table, with the checks that ingest makes. Nothing is sent, or kept.
 * An error that the value's own code throws (a getter, a proxy) passes through.
 */
export function rowValidator<Row>(definition: TableDefinition<Row>): (value: unknown) => StandardResult<Row> {
  const { write } = definition;
  const columns = columnNames(definition.columns);
  return (value) => {
    const encoder = spare ?? new ProtoEncoder(0);
    spare = undefined;
    const writer = new CheckedRowWriter(encoder, columns, true);
    const { slab, position } = encoder;
    encoder.beginRow(false);
    try {
      // `write` refuses whatever is not as a Row has it, so the unchecked value is safe with it.
      const row = value as Row;
      const issues = writer.row(row, write);
      if (issues.length > 0)
        return { issues: issues.map((issue, at) => told(formatIssue(issue), writer.ways[at])) };
      return encoder.rowBytes > MAX_ROW_BYTES ? tooLargeResult(row) : { value: row };
    } catch (error) {
      if (error instanceof RowTooLarge) return tooLargeResult(value);
      throw error;
    } finally {
      encoder.returnTo(slab, position);
      spare = encoder;
    }
  };
}

function tooLargeResult(row: unknown): { readonly issues: readonly StandardIssue[] } {
  return { issues: [told(formatIssue(tooLarge(row)))] };
}

function told(message: string, way: readonly Key[] = []): StandardIssue {
  return { message, path: way.map(propertyOf) };
}

/** A key as a property is called. A map key that is refused may be anything. */
function propertyOf(key: unknown): PropertyKey {
  switch (typeof key) {
    case "string":
    case "number":
      return key;
    case "bigint":
    case "boolean":
      return preview(key).replace(/^\w+ |n$/g, "");
    default:
      return preview(key);
  }
}
