import { quoteName } from "./column-path.js";

/** Why a type cannot be written, and the mend. */
export interface Unsupported {
  readonly message: string;
  readonly hint: string;
}

/** What else can be done about it, as long as it was not done. */
export const OR_LEAVE_OUT = '; a nullable column can be left out: unsupported: "skip"';

const useGeoText = "keep the shape as WKT in a STRING, or as WKB in a BINARY";
const useStruct = "spell its fields out in a STRUCT";
const giveType = "give the column the type of what it is to hold";

/** Types that exist and that the service does not take, with the mend. */
const known: ReadonlyMap<string, readonly [name: string, mend: string]> = new Map([
  ["interval", ["INTERVAL", "keep the length as BIGINT in a fixed unit"]],
  ["void", ["VOID", giveType]],
  ["null", ["VOID", giveType]],
  ["geometry", ["GEOMETRY", useGeoText]],
  ["geography", ["GEOGRAPHY", useGeoText]],
  ["object", ["OBJECT", useStruct]],
  ["udt", ["UDT", useStruct]],
  ["user_defined_type", ["UDT", useStruct]],
]);

/** Explains a type as the source spells it. */
export function explainUnsupported(sql: string): Unsupported {
  const [word = ""] = /^\s*[a-z_]\w*/i.exec(sql) ?? [];
  const [name, mend] = known.get(word.trim().toLowerCase()) ?? [];
  if (name !== undefined && mend !== undefined) {
    return {
      message: `Zerobus does not write ${name}`,
      hint: `${mend}${OR_LEAVE_OUT}`,
    };
  }
  return {
    message: `${quoteName(sql.trim())} is not a type known here`,
    hint: "supported are BOOLEAN, the integer types, FLOAT, DOUBLE, STRING, CHAR(n), VARCHAR(n), BINARY, DATE, TIMESTAMP, TIMESTAMP_NTZ, DECIMAL(p,s), VARIANT, STRUCT, ARRAY and MAP",
  };
}
