import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** What a token lets its bearer do: write one table, or only read the catalog. */
export type Grant = { readonly kind: "catalog" } | { readonly kind: "table"; readonly table: string };

/** Life of a token, in seconds. */
export const TOKEN_LIFE_SECONDS = 3600;

const PREFIX = "zbl1";

/**
 * Issues and verifies access tokens. A token carries its grant and its end, signed; nothing is remembered.
 * It is written `zbl1.<claims>.<signature>`, both parts base64url.
 */
export class Tokens {
  readonly #key: Buffer;
  readonly #now: () => number;

  /** `now` gives milliseconds since 1970. */
  constructor(key: Buffer, now: () => number = Date.now) {
    this.#key = key;
    this.#now = now;
  }

  issue(grant: Grant): string {
    const expiresMs = this.#now() + TOKEN_LIFE_SECONDS * 1000;
    const claims: Claims = { grant, expiresMs, id: randomBytes(9).toString("base64url") };
    const text = `${PREFIX}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
    return `${text}.${this.#sign(text).toString("base64url")}`;
  }

  /** The grant of a token; undefined when it is not one of ours, was altered, or has expired. */
  verify(token: string): Grant | undefined {
    const [prefix, body = "", signature = ""] = token.split(".", 3);
    const given = Buffer.from(signature, "base64url");
    const wanted = this.#sign(`${prefix}.${body}`);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
    const { grant, expiresMs }: Claims = JSON.parse(Buffer.from(body, "base64url").toString());
    return this.#now() < expiresMs ? grant : undefined;
  }

  #sign(text: string): Buffer {
    return createHmac("sha256", this.#key).update(text).digest();
  }
}

/** Whether a bearer token claims to be issued by a local server, as against a personal access token. */
export function isLocalToken(token: string): boolean {
  return token.startsWith(`${PREFIX}.`);
}

/** The token of an `Authorization: Bearer …` header. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1];
}

interface Claims {
  readonly grant: Grant;
  readonly expiresMs: number;
  readonly id: string;
}
