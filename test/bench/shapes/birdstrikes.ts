import { birdstrikes as readBirdstrikes } from "../../../examples/demo/src/data-sets.js";
import { Birdstrikes, type BirdstrikesRow } from "../../../examples/demo/src/tables/index.js";
import { recorded, type Shape } from "./shape.js";

/** Fourteen columns of the real birdstrikes of vega-datasets, nine of them texts, some without a value. */
export async function birdstrikes(): Promise<Shape<BirdstrikesRow>> {
  return recorded("birdstrikes", Birdstrikes, await readBirdstrikes());
}
