import { ZerobusError } from "../errors.js";

/**
 * Refuses a name that is not `catalog.schema.table`, or that no request header can carry.
 *
 * @throws ZerobusError `invalid_argument`.
 */
export function assertTableName(name: string): void {
  const parts = name.split(".");
  if (parts.length === 3 && parts.every((part) => /^[\x21-\x7e]+$/.test(part))) return;
  throw new ZerobusError("invalid_argument", `${JSON.stringify(name)} is no full name of a table`, {
    hint: "it is catalog.schema.table, in visible ASCII without spaces",
  });
}
