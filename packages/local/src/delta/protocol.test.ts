import { describe, expect, test } from "vitest";
import type { DataType, StructType } from "../schema/struct-type.js";
import type { Metadata, Protocol } from "./actions.js";
import { protocolFor, unreadable, unwritable } from "./protocol.js";

const LEGACY: Protocol = { minReaderVersion: 1, minWriterVersion: 2 };
const METADATA: Metadata = {
  id: "id",
  format: { provider: "parquet", options: {} },
  schemaString: "",
  partitionColumns: [],
  configuration: {},
};

const tableOf = (type: DataType, metadata: Readonly<Record<string, unknown>> = {}): StructType => ({
  type: "struct",
  fields: [{ name: "c", type, nullable: true, metadata }],
});
const PLAIN = tableOf("long");

describe(protocolFor, () => {
  test("is the oldest one for old types", () => {
    expect(protocolFor(PLAIN)).toEqual({ minReaderVersion: 1, minWriterVersion: 2 });
  });

  test.each<[string, DataType]>([
    ["a column", "timestamp_ntz"],
    ["an array", { type: "array", elementType: "timestamp_ntz", containsNull: true }],
    ["a map's key", { type: "map", keyType: "timestamp_ntz", valueType: "long", valueContainsNull: true }],
    ["a map's value", { type: "map", keyType: "long", valueType: "timestamp_ntz", valueContainsNull: true }],
    ["a struct", tableOf("timestamp_ntz")],
  ])("lists the feature when TIMESTAMP_NTZ is %s", (_, type) => {
    expect(protocolFor(tableOf(type))).toEqual({
      minReaderVersion: 3,
      minWriterVersion: 7,
      readerFeatures: ["timestampNtz"],
      writerFeatures: ["appendOnly", "invariants", "timestampNtz"],
    });
  });

  test("lists the feature of VARIANT, and keeps those that the table has", () => {
    const protocol = protocolFor(tableOf("variant"), protocolFor(tableOf("timestamp_ntz")));
    expect(protocol.readerFeatures).toEqual(["timestampNtz", "variantType"]);
    expect(protocol.writerFeatures).toEqual(["appendOnly", "invariants", "timestampNtz", "variantType"]);
    expect(protocolFor(PLAIN, protocol)).toEqual(protocol);
  });

  test("is one that this store reads and writes itself", () => {
    for (const schema of [PLAIN, tableOf("timestamp_ntz"), tableOf("variant")]) {
      expect(unwritable(protocolFor(schema), METADATA, schema)).toEqual([]);
    }
  });
});

describe(unreadable, () => {
  test.each<[Partial<Protocol>, Partial<Metadata>, string[]]>([
    [{ minReaderVersion: 2 }, {}, ["reader feature columnMapping"]],
    [{ minReaderVersion: 4 }, {}, ["reader version 4"]],
    [
      { minReaderVersion: 3, readerFeatures: ["timestampNtz", "deletionVectors", "v2Checkpoint"] },
      {},
      ["reader feature deletionVectors", "reader feature v2Checkpoint"],
    ],
    [{}, { partitionColumns: ["day", "hour"] }, ["partitioning by day, hour"]],
    [{}, { format: { provider: "orc", options: {} } }, ["file format orc"]],
  ])("names what it finds in %j %j", (protocol, metaData, want) => {
    expect(unreadable({ ...LEGACY, ...protocol }, { ...METADATA, ...metaData })).toEqual(want);
  });
});

test.each([
  "columnMapping",
  "deletionVectors",
  "v2Checkpoint",
  "vacuumProtocolCheck",
  "typeWidening",
  "catalogManaged",
  "variantShredding",
  "variantType-preview",
  "somethingOfTomorrow",
])("a table with the reader feature %s is not read", (feature) => {
  const protocol: Protocol = {
    minReaderVersion: 3,
    minWriterVersion: 7,
    readerFeatures: ["timestampNtz", feature],
    writerFeatures: [],
  };
  expect(unreadable(protocol, METADATA)).toEqual([`reader feature ${feature}`]);
});

describe(unwritable, () => {
  test.each([
    "checkConstraints",
    "changeDataFeed",
    "generatedColumns",
    "columnMapping",
    "identityColumns",
    "deletionVectors",
    "rowTracking",
    "allowColumnDefaults",
    "domainMetadata",
    "icebergCompatV1",
    "icebergCompatV2",
    "inCommitTimestamp",
    "clustering",
    "v2Checkpoint",
    "typeWidening",
    "collations",
    "catalogManaged",
    "coordinatedCommits-preview",
    "checkpointProtection",
    "icebergWriterCompatV1",
    "materializePartitionColumns",
    "vacuumProtocolCheck",
    "variantShredding",
    "variantType-preview",
    "somethingOfTomorrow",
  ])("names the writer feature %s", (feature) => {
    const protocol: Protocol = {
      minReaderVersion: 1,
      minWriterVersion: 7,
      writerFeatures: ["appendOnly", feature],
    };
    expect(unwritable(protocol, METADATA, PLAIN)).toEqual([`writer feature ${feature}`]);
  });

  test.each<[number, string[]]>([
    [1, []],
    [2, []],
    [3, ["writer feature checkConstraints"]],
    [
      4,
      ["writer feature checkConstraints", "writer feature changeDataFeed", "writer feature generatedColumns"],
    ],
    [
      5,
      ["checkConstraints", "changeDataFeed", "generatedColumns", "columnMapping"].map(
        (name) => `writer feature ${name}`,
      ),
    ],
    [
      6,
      ["checkConstraints", "changeDataFeed", "generatedColumns", "columnMapping", "identityColumns"].map(
        (name) => `writer feature ${name}`,
      ),
    ],
    [7, []],
    [8, ["writer version 8"]],
  ])("names what writer version %d implies", (minWriterVersion, want) => {
    expect(unwritable({ minReaderVersion: 1, minWriterVersion }, METADATA, PLAIN)).toEqual(want);
  });

  test.each<[string, string, boolean]>([
    ["delta.constraints.positive", "c > 0", true],
    ["delta.columnMapping.mode", "name", true],
    ["delta.columnMapping.mode", "none", false],
    ["delta.enableChangeDataFeed", "true", true],
    ["delta.enableChangeDataFeed", "false", false],
    ["delta.enableDeletionVectors", "true", true],
    ["delta.enableRowTracking", "true", true],
    ["delta.enableInCommitTimestamps", "true", true],
    ["delta.enableIcebergCompatV2", "true", true],
    ["delta.checkpointPolicy", "v2", true],
    ["delta.checkpointPolicy", "classic", false],
    ["delta.appendOnly", "true", false],
    ["delta.logRetentionDuration", "interval 30 days", false],
    ["owner", "someone", false],
  ])("judges the property %s = %s", (name, value, isRefused) => {
    const found = unwritable(LEGACY, { ...METADATA, configuration: { [name]: value } }, PLAIN);
    expect(found).toEqual(isRefused ? [`table property ${name} = ${value}`] : []);
  });

  test.each(["delta.invariants", "delta.generationExpression", "delta.identity.start", "CURRENT_DEFAULT"])(
    "names a column with %s, at any depth",
    (key) => {
      const inner = tableOf("long", { [key]: "1", comment: "harmless" });
      const map: DataType = { type: "map", keyType: "long", valueType: inner, valueContainsNull: true };
      const type: DataType = { type: "array", elementType: map, containsNull: true };
      expect(unwritable(LEGACY, METADATA, inner)).toEqual([`column c with ${key}`]);
      expect(unwritable(LEGACY, METADATA, tableOf(type))).toEqual([`column c.element.value.c with ${key}`]);
    },
  );

  test("names everything at once", () => {
    const protocol: Protocol = { minReaderVersion: 2, minWriterVersion: 5 };
    const metaData = {
      ...METADATA,
      partitionColumns: ["c"],
      configuration: { "delta.enableRowTracking": "true" },
    };
    expect(unwritable(protocol, metaData, tableOf("long", { CURRENT_DEFAULT: "1" }))).toHaveLength(8);
  });
});
