/**
 * A row as `rows` gives it back, of what `ingest` takes: each value in one form, which `ingest` takes again. A column
 * that is NULL is not there.
 *
 * | type | value |
 * |---|---|
 * | BOOLEAN | `boolean` |
 * | TINYINT, SMALLINT, INT, FLOAT, DOUBLE | `number` |
 * | BIGINT | `bigint` |
 * | STRING, VARCHAR, CHAR | `string` |
 * | BINARY | `Uint8Array` |
 * | DATE | `"2026-01-31"` |
 * | TIMESTAMP | `"2026-01-31T12:00:00.000Z"`, as `toISOString` has it; with six digits where there are microseconds |
 * | TIMESTAMP_NTZ | the same without the `Z` |
 * | DECIMAL | `"19.90"`, with all digits of its scale |
 * | VARIANT | parsed JSON; whole numbers beyond 2^53 are a `bigint`, fractions that no `number` holds are their text |
 * | STRUCT | an object |
 * | ARRAY | an array |
 * | MAP | a `Map` |
 */
export type StoredRow<Row> = Flat<
  {
    readonly [Name in RequiredNames<Row>]: StoredValue<Row[Name]>;
  } & { readonly [Name in Exclude<keyof Row, RequiredNames<Row>>]?: StoredValue<NonNullable<Row[Name]>> }
>;

/** Those of columns that are NOT NULL. */
type RequiredNames<Row> = {
  [Name in keyof Row]-?: undefined extends Row[Name] ? never : Name;
}[keyof Row];

/**
 * One value, by what `ingest` takes for it: only a VARIANT takes text and booleans alike, only a DATE or a TIMESTAMP a
 * `Date`, only a BIGINT a `bigint` or a `number`, and of all else that takes a `bigint`, text says the same.
 */
type StoredValue<Input> = unknown extends Input
  ? unknown
  : [Has<Input, boolean>, Has<Input, string>] extends [true, true]
    ? unknown
    : Has<Input, Date> extends true
      ? string
      : Has<Input, ArrayBuffer> extends true
        ? Uint8Array
        : [Input] extends [number | bigint]
          ? Has<Input, bigint> extends true
            ? bigint
            : Input
          : [Has<Input, bigint>, Has<Input, string>] extends [true, true]
            ? string
            : [Input] extends [string | boolean]
              ? Input
              : Collection<Input>;

/** A MAP takes a `ReadonlyMap` besides an object, an ARRAY an array besides other iterables; what takes neither is a STRUCT. */
type Collection<Input> = [Extract<Input, ReadonlyMap<unknown, unknown>>] extends [
  ReadonlyMap<infer Key, infer Value>,
]
  ? [Extract<Input, ReadonlyMap<unknown, unknown>>] extends [never]
    ? List<Input>
    : ReadonlyMap<StoredValue<Key>, StoredValue<Value>>
  : List<Input>;

type List<Input> = [Extract<Input, readonly unknown[]>] extends [never]
  ? StoredRow<Input>
  : Extract<Input, readonly unknown[]> extends readonly (infer Element)[]
    ? readonly StoredValue<Element>[]
    : never;

type Has<Input, Part> = [Extract<Input, Part>] extends [never] ? false : true;

/** So that an editor shows the columns, and not how they came about. */
type Flat<Type> = { readonly [Name in keyof Type]: Type[Name] };
