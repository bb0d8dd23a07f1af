import { create, toBinary } from "@bufbuild/protobuf";
import {
  DescriptorProtoSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
} from "@bufbuild/protobuf/wkt";
import type { Table } from "@zerobus-gen/runtime";
import { defineTable } from "@zerobus-gen/runtime/codegen";
import { Random } from "./random.js";
import type { Schedule } from "./schedule.js";

/** One numbered row. All of it follows from seed and id, so that a stored one can be checked by itself. */
export interface ChaosRow {
  readonly id: number;
  /** Decides the lane. */
  readonly key: string;
  readonly body: string;
}

/** The row with this number. */
export function chaosRow(schedule: Schedule, id: number): ChaosRow {
  const random = randomOf(schedule, id);
  const key = drawKey(random, schedule);
  const length = random.magnitude(...schedule.rowBytes);
  const pattern = `${random.int(0, 0xffff_ffff).toString(36)}.${id};`;
  return { id, key, body: pattern.repeat(Math.ceil(length / pattern.length)).slice(0, length) };
}

/** Its key alone. */
export function rowKey(schedule: Schedule, id: number): string {
  return drawKey(randomOf(schedule, id), schedule);
}

function randomOf({ seed }: Schedule, id: number): Random {
  return new Random(seed * 1_000_003 + id);
}

function drawKey(random: Random, { keys }: Schedule): string {
  return `k${random.int(1, keys)}`;
}

/** Full name of the table of a run. */
export function tableName(seed: number): string {
  return `main.chaos.run_${seed}`;
}

/** The table of a run, as generated code would describe it. */
export function chaosTable(seed: number): Table<ChaosRow> {
  const field = (number: number, name: string, type: FieldDescriptorProto_Type) => ({
    name,
    number,
    type,
    label: FieldDescriptorProto_Label.REQUIRED,
  });
  const descriptor = create(DescriptorProtoSchema, {
    name: "Row",
    field: [
      field(1, "id", FieldDescriptorProto_Type.INT64),
      field(2, "key", FieldDescriptorProto_Type.STRING),
      field(3, "body", FieldDescriptorProto_Type.STRING),
    ],
  });
  return defineTable<ChaosRow>({
    name: tableName(seed),
    fingerprint: "",
    descriptor: Buffer.from(toBinary(DescriptorProtoSchema, descriptor)).toString("base64"),
    write: (w, row) => {
      w.bigint(1, "id", row.id);
      w.string(2, "key", row.key);
      w.string(3, "body", row.body);
    },
  });
}

/** The same table as a catalog describes it. */
export function chaosTableInfo(seed: number): object {
  const [catalog_name, schema_name, name] = tableName(seed).split(".");
  const column = (position: number, name: string, type: string, type_name: string) => ({
    name,
    position,
    type_name,
    type_text: "",
    type_json: JSON.stringify({ name, type, nullable: false, metadata: {} }),
    nullable: false,
  });
  return {
    name,
    catalog_name,
    schema_name,
    table_type: "MANAGED",
    data_source_format: "DELTA",
    columns: [
      column(0, "id", "long", "LONG"),
      column(1, "key", "string", "STRING"),
      column(2, "body", "string", "STRING"),
    ],
  };
}
