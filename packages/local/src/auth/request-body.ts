import type { Context } from "hono";

/**
 * The body of a request; undefined when it has more bytes. Hono's own limit cannot read a body that does not
 * tell its size here: it makes a new Request of ours, which is not the one that Node knows.
 */
export async function requestBytes(c: Context, maxBytes: number): Promise<Buffer | undefined> {
  if (Number(c.req.header("content-length") ?? 0) > maxBytes) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body = c.req.raw.body?.getReader();
  for (let read = await body?.read(); read?.value !== undefined; read = await body?.read()) {
    size += read.value.length;
    if (size > maxBytes) return undefined;
    chunks.push(read.value);
  }
  return Buffer.concat(chunks);
}

/** The body of a request as text; undefined when it has more bytes. */
export async function requestText(c: Context, maxBytes: number): Promise<string | undefined> {
  return (await requestBytes(c, maxBytes))?.toString();
}
