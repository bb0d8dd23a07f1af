/** Largest field number protobuf has. */
export const MAX_FIELD_NUMBER: number = 2 ** 29 - 1;

/** Protobuf keeps these for itself. @see https://protobuf.dev/programming-guides/proto2/#assigning */
const reserved = { first: 19_000, last: 19_999 };

/** Whether a field may have this number. */
export function isFieldNumber(number: number): boolean {
  const isReserved = number >= reserved.first && number <= reserved.last;
  return Number.isInteger(number) && number >= 1 && number <= MAX_FIELD_NUMBER && !isReserved;
}

/**
 * The number of the field at a position counted from 0: the position plus one, with the reserved numbers
 * left out. Grows with the position, so that distinct positions have distinct numbers.
 */
export function fieldNumberAt(position: number): number {
  const number = position + 1;
  return number < reserved.first ? number : number + (reserved.last - reserved.first + 1);
}
