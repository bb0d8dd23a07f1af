import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** What a token lets its bearer do: write one table, or only read the catalog. */
export type Grant =
  | {
      readonly kind: "catalog";
      /** The workspace whose Zerobus it was asked for; absent, for none. */
      readonly workspaceId?: string;
    }
  | {
      readonly kind: "table";
      readonly table: string;
      /** The workspace whose Zerobus it was asked for; absent, for any. */
      readonly workspaceId?: string;
      /** What writing the table takes, and it was not asked for; absent, nothing. */
      readonly lacks?: readonly string[];
    };

/** How tokens are made. */
export interface TokenOptions {
  /** How long they live. Default an hour, as those of the service. */
  readonly lifeMs?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

const HOUR_MS = 3_600_000;

const PREFIX = "zbl1";

/**
 * Issues and verifies access tokens. A token carries its grant and its end, signed; nothing is remembered.
 * It is written `zbl1.<claims>.<signature>`, both parts base64url.
 */
export class Tokens {
  /** How long each lives. */
  readonly lifeMs: number;
  readonly #key: Buffer;
  readonly #now: () => number;

  constructor(key: Buffer, { lifeMs = HOUR_MS, now = Date.now }: TokenOptions = {}) {
    this.lifeMs = lifeMs;
    this.#key = key;
    this.#now = now;
  }

  issue(grant: Grant): string {
    const expiresMs = this.#now() + this.lifeMs;
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
