import { ZerobusError } from "../errors.js";
import { TABLE_NAME_HEADER } from "../protocol/names.js";

/** What the transport itself sends, or HTTP/2 forbids. */
const RESERVED =
  /^(?:te|trailer|content-type|content-length|host|connection|keep-alive|proxy-connection|transfer-encoding|upgrade|http2-settings|grpc-.*)$/;

/** Headers that are ours whatever the provider says; providers written for other clients give them too. */
const OURS: ReadonlySet<string> = new Set(["user-agent", TABLE_NAME_HEADER]);

/** @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md */
const NAME = /^[0-9a-z_.-]+$/;
const VALUE = /^[\x20-\x7e]*$/;

/**
 * The request headers of a stream: what the provider gave, names in lower case, and the table's name. No
 * `authorization` is asked for, since something on the way may add it; the server judges.
 *
 * @throws ZerobusError `invalid_argument`, naming the header and never its value.
 */
export function requestHeaders(given: unknown, table: string): Readonly<Record<string, string>> {
  if (typeof given !== "object" || given === null) throw refusal("the provider gave no request headers");
  const headers = new Map<string, string>();
  for (const [written, value] of Object.entries(given)) {
    const name = written.toLowerCase();
    if (OURS.has(name)) continue;
    const quoted = NAME.test(name) ? `the request header "${name}"` : "a request header";
    if (!NAME.test(name)) throw refusal(`${quoted} has a name that HTTP does not allow`);
    if (RESERVED.test(name)) throw refusal(`${quoted} is the transport's own`);
    if (name.endsWith("-bin")) throw refusal(`${quoted} is binary, which is not supported`);
    if (headers.has(name)) throw refusal(`${quoted} was given twice, in different case`);
    if (typeof value !== "string" || !VALUE.test(value)) {
      throw refusal(`${quoted} has a value that is not visible ASCII`);
    }
    headers.set(name, value);
  }
  return { ...Object.fromEntries(headers), [TABLE_NAME_HEADER]: table };
}

function refusal(message: string): ZerobusError {
  return new ZerobusError("invalid_argument", message, { hint: "mend what the headers provider gives" });
}
