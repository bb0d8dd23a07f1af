import type { Row } from "../schema/row.js";
import { compileDecoder, type RecordPlan } from "./record-plan.js";
import type { RowDecoder } from "./row-decoder.js";
import { ValueBudget } from "./value-budget.js";

/**
 * The rows of one request as they came: they were checked, so that decoding them again cannot fail. They are kept so
 * because decoded rows take ten times the room, and cost more to hand to a thread than to decode again.
 */
export interface EncodedRows {
  /** The same object for all requests of a stream, as long as its table stays as it is. */
  readonly plan: RecordPlan;
  readonly records: readonly Uint8Array[];
}

const decoders = new WeakMap<RecordPlan, RowDecoder>();

/** Decodes the rows of requests, in their order. */
export function decodeAll(requests: readonly EncodedRows[]): Row[] {
  return requests.flatMap(({ plan, records }) => {
    const decode = decoderOf(plan);
    const budget = new ValueBudget();
    return records.map((record) => decode(record, budget));
  });
}

function decoderOf(plan: RecordPlan): RowDecoder {
  const known = decoders.get(plan);
  if (known !== undefined) return known;
  const decoder = compileDecoder(plan);
  decoders.set(plan, decoder);
  return decoder;
}
