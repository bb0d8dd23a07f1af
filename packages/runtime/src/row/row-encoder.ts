import type { Key } from "../codegen/row-writer.js";
import type { JsonSink } from "./json-sink.js";

/**
 * What a checked row is written to, value by value: each with its field number and its key, of which an encoding uses
 * what it needs. In a MAP the field 1 is the entry's key and the field 2 its value.
 *
 * What opens a container returns what closes it wants back.
 */
export interface RowEncoder extends JsonSink {
  openRow(): void;
  closeRow(): void;
  boolean(field: number, key: Key, value: boolean): void;
  /** A whole number of 32 bits. */
  int32(field: number, key: Key, value: number): void;
  /** A whole number of 64 bits, as two signed halves: one number of that size would be an object on its way. */
  int64(field: number, key: Key, low: number, high: number): void;
  float(field: number, key: Key, value: number): void;
  double(field: number, key: Key, value: number): void;
  /** False when the text holds half a surrogate pair. What is written of the row is of no use then. */
  text(field: number, key: Key, value: string): boolean;
  /** The first `length` chars of a text, 40 at most: digits, and a sign and a point perhaps. */
  decimal(field: number, key: Key, value: string, length: number): void;
  binary(field: number, key: Key, value: Uint8Array): void;
  /** The JSON text of a VARIANT comes token by token until it is closed. */
  openVariant(field: number, key: Key): number;
  closeVariant(opened: number): void;
  openStruct(field: number, key: Key): number;
  closeStruct(opened: number): void;
  openList(key: Key): number;
  closeList(opened: number): void;
  openMap(key: Key): number;
  closeMap(opened: number): void;
  openEntry(field: number): number;
  closeEntry(opened: number): void;
}
