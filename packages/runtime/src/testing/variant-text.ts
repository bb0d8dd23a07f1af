import { ProtoEncoder } from "../row/proto-encoder.js";
import { type VariantProblem, VariantWriter } from "../row/variant-writer.js";

/** The text that is written of a VARIANT input, or what is wrong with it: `limit` problems at most. */
export function variantText(value: unknown, limit: number): string | readonly VariantProblem[] {
  const encoder = new ProtoEncoder(0);
  encoder.beginRow(true);
  const problems = new VariantWriter(encoder).write(value, limit);
  if (problems.length > 0) return problems;
  return encoder.slab.toString("utf8", encoder.rowStart, encoder.position);
}
