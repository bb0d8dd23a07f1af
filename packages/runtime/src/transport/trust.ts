import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import { ZerobusError } from "../errors.js";
import type { Environment } from "./proxy-choice.js";

/** Certificates in PEM, one or many together. */
export type Certificates = string | Uint8Array | readonly (string | Uint8Array)[];

const PEM = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** A TLS context that trusts {@link trustedCertificates}. @throws ZerobusError as that. */
export function trusting(given: Certificates, environment: Environment): SecureContext {
  return createSecureContext({ ca: [...trustedCertificates(given, environment)] });
}

/**
 * The given certificates beside those that are trusted anyway: Node's own, and those of the file that
 * `NODE_EXTRA_CA_CERTS` names, which Node drops as soon as it is given any.
 *
 * @throws ZerobusError `invalid_argument` when there is none in it, or one that cannot be read.
 */
export function trustedCertificates(given: Certificates, environment: Environment): readonly string[] {
  const texts = typeof given === "string" || given instanceof Uint8Array ? [given] : given;
  const own = texts.flatMap((text) => certificatesOf(text));
  if (own.length === 0) throw refusal();
  return [...rootCertificates, ...extraCertificates(environment), ...own];
}

function certificatesOf(text: string | Uint8Array): readonly string[] {
  const found = (typeof text === "string" ? text : Buffer.from(text).toString("latin1")).match(PEM) ?? [];
  if (found.length === 0) throw refusal();
  for (const pem of found) {
    try {
      new X509Certificate(pem);
    } catch (cause) {
      throw refusal(cause);
    }
  }
  return found;
}

/** Node itself warns about a file that cannot be read. */
function extraCertificates(environment: Environment): readonly string[] {
  const path = environment.NODE_EXTRA_CA_CERTS ?? "";
  try {
    return path === "" ? [] : (readFileSync(path, "latin1").match(PEM) ?? []);
  } catch {
    return [];
  }
}

function refusal(cause?: unknown): ZerobusError {
  return new ZerobusError("invalid_argument", "the option `ca` holds no certificate in PEM", {
    cause,
    hint: 'pass the text of the file, "-----BEGIN CERTIFICATE-----" and all, not its path',
  });
}
