import { hasScalar } from "../schema/has-scalar.js";
import type { DataType, StructType } from "../schema/struct-type.js";
import type { Metadata, Protocol } from "./actions.js";

/** What lower versions imply, and what feature lists have to say. */
const IMPLIED_FEATURES: readonly string[] = ["appendOnly", "invariants"];
/** The types that need a feature. */
const TYPE_FEATURES = { timestamp_ntz: "timestampNtz", variant: "variantType" } as const;
const READER_FEATURES: readonly string[] = Object.values(TYPE_FEATURES);
const WRITER_FEATURES: readonly string[] = [...IMPLIED_FEATURES, ...READER_FEATURES];

const LOWEST: Protocol = { minReaderVersion: 1, minWriterVersion: 2 };

/** What the writer versions below 7 switched on, each on top of the ones before. */
const LEGACY_WRITER_FEATURES: ReadonlyMap<number, readonly string[]> = new Map([
  [3, ["checkConstraints"]],
  [4, ["changeDataFeed", "generatedColumns"]],
  [5, ["columnMapping"]],
  [6, ["identityColumns"]],
]);

/** Table properties that ask a writer for work this store does not do; each with the value that asks for none. */
const REFUSED_PROPERTIES: readonly (readonly [name: RegExp, harmless: string | undefined])[] = [
  [/^delta\.constraints\./, undefined],
  [/^delta\.columnMapping\.mode$/, "none"],
  [/^delta\.checkpointPolicy$/, "classic"],
  [/^delta\.enable(ChangeDataFeed|DeletionVectors|RowTracking)$/, "false"],
  [/^delta\.enable(InCommitTimestamps|IcebergCompat\w+)$/, "false"],
];

/** Column metadata that asks a writer to compute or to check values. */
const REFUSED_COLUMN_METADATA = /^(delta\.(invariants|generationExpression|identity\..*)|CURRENT_DEFAULT)$/;

/**
 * The lowest protocol that a table of this schema needs, and never less than what it has. TIMESTAMP_NTZ and VARIANT
 * need feature lists, which must then name `invariants` (which NOT NULL is) and `appendOnly`, since lower versions
 * imply both.
 */
export function protocolFor(schema: StructType, current: Protocol = LOWEST): Protocol {
  const needed = Object.entries(TYPE_FEATURES)
    .filter(([type]) => hasScalar(schema, (scalar) => scalar === type))
    .map(([, feature]) => feature);
  const { readerFeatures = [], writerFeatures = IMPLIED_FEATURES } = current;
  if (needed.every((feature) => readerFeatures.includes(feature))) return current;
  return {
    minReaderVersion: 3,
    minWriterVersion: 7,
    readerFeatures: [...new Set([...readerFeatures, ...needed])],
    writerFeatures: [...new Set([...writerFeatures, ...needed])],
  };
}

/** Every reason why this store cannot read such a table; none when it can. */
export function unreadable(protocol: Protocol, metaData: Metadata): readonly string[] {
  const problems: string[] = [];
  const { minReaderVersion, readerFeatures = [] } = protocol;
  if (minReaderVersion === 2) problems.push("reader feature columnMapping");
  else if (minReaderVersion > 3) problems.push(`reader version ${minReaderVersion}`);
  problems.push(...unknown(readerFeatures, READER_FEATURES).map((name) => `reader feature ${name}`));
  if (metaData.format.provider !== "parquet") problems.push(`file format ${metaData.format.provider}`);
  if (metaData.partitionColumns.length > 0) {
    problems.push(`partitioning by ${metaData.partitionColumns.join(", ")}`);
  }
  return problems;
}

/** Every reason why this store cannot append to such a table; none when it can. */
export function unwritable(protocol: Protocol, metaData: Metadata, schema: StructType): readonly string[] {
  const problems = [...unreadable(protocol, metaData)];
  const { minWriterVersion, writerFeatures = [] } = protocol;
  if (minWriterVersion > 7) problems.push(`writer version ${minWriterVersion}`);
  for (const [version, features] of LEGACY_WRITER_FEATURES) {
    if (minWriterVersion >= version && minWriterVersion < 7) {
      problems.push(...features.map((name) => `writer feature ${name}`));
    }
  }
  problems.push(...unknown(writerFeatures, WRITER_FEATURES).map((name) => `writer feature ${name}`));
  for (const [name, value] of Object.entries(metaData.configuration)) {
    const refused = REFUSED_PROPERTIES.find(([pattern]) => pattern.test(name));
    if (refused !== undefined && value !== refused[1]) problems.push(`table property ${name} = ${value}`);
  }
  problems.push(...refusedColumns(schema, ""));
  return problems;
}

function unknown(features: readonly string[], known: readonly string[]): readonly string[] {
  return features.filter((name) => !known.includes(name));
}

function refusedColumns(type: DataType, path: string): readonly string[] {
  if (typeof type === "string") return [];
  switch (type.type) {
    case "array":
      return refusedColumns(type.elementType, `${path}.element`);
    case "map":
      return [
        ...refusedColumns(type.keyType, `${path}.key`),
        ...refusedColumns(type.valueType, `${path}.value`),
      ];
    case "struct":
      return type.fields.flatMap((field) => {
        const name = path === "" ? field.name : `${path}.${field.name}`;
        const refused = Object.keys(field.metadata).filter((key) => REFUSED_COLUMN_METADATA.test(key));
        return [...refused.map((key) => `column ${name} with ${key}`), ...refusedColumns(field.type, name)];
      });
  }
}
