import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { ZerobusError } from "../errors.js";

/**
 * Appends a row that the server rejected to a file, as one line of JSON: `table`, `offset`, `code`, `error`, `row`. The
 * line is on disk when this returns. What JSON has no word for is written so that nothing is lost: BIGINT and
 * timestamps (microseconds) beyond 2^53 as text, BINARY as base64, NaN, infinities and -0 as text, MAP as an object,
 * what of a VARIANT JavaScript has no number for as its digits in text.
 *
 * @throws the operating system's error when it cannot be written
 */
export function appendDeadLetter(
  file: string,
  row: unknown,
  { table, offset, code, message }: ZerobusError,
): void {
  const letter = { table, offset, code, error: message, row };
  const text = `${JSON.stringify(letter, toJson)}\n`;
  // Rows may hold what is nobody else's business.
  const fd = openSync(file, "a+", 0o600);
  try {
    const line = Buffer.from(endsInLine(fd) ? `\n${text}` : text);
    for (let written = 0; written < line.length; ) written += writeSync(fd, line, written);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Looks whether there can be such a file, before there is a row that needs it.
 * @throws ZerobusError `invalid_argument`
 */
export function checkDeadLetterFile(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch (cause) {
    throw new ZerobusError("invalid_argument", `deadLetterFile: nothing can be written in ${dirname(file)}`, {
      cause,
      hint: "create the folder, or give another one",
    });
  }
}

/** Whether a letter was begun there that a full disk, or the end of its process, has cut short. */
function endsInLine(fd: number): boolean {
  const { size } = fstatSync(fd);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last.toString() !== "\n";
}

function toJson(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return value instanceof Map ? Object.fromEntries(value) : value;
}
