import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type SecureContext } from "node:tls";
import { ZerobusError } from "../errors.js";
import { unreachableHint } from "../unreachable-hint.js";
import type { HttpProxy } from "./http-proxy.js";
import { openTunnel } from "./tunnel.js";

/** The way to a server. */
export interface Route {
  /** The address: scheme, host and port. */
  readonly target: URL;
  /** The proxy in between; nothing for the direct way. */
  readonly proxy?: HttpProxy | undefined;
  /** Whom TLS trusts; nothing for what Node trusts. */
  readonly trust?: SecureContext | undefined;
}

/** Where a route's first TCP connection goes, an IPv6 address without brackets. */
export function firstHop({ target, proxy }: Route): { readonly host: string; readonly port: number } {
  return proxy ?? { host: bareHost(target), port: portOf(target) };
}

/** `host:port` of the target, an IPv6 address in brackets. */
export function authorityOf(target: URL): string {
  return `${target.hostname}:${portOf(target)}`;
}

/** Connects along a route. The signal ends the attempt and the connection. @throws ZerobusError `unavailable`. */
export async function openRoute(route: Route, protocol: string, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const socket = connectTcp({ ...firstHop(route), signal });
  try {
    await once(socket, "connect");
  } catch (error) {
    throw failureOf(route, error);
  }
  return followRoute(socket, route, protocol, signal);
}

/**
 * Goes on from the first hop: TLS to the proxy where that has it, a tunnel through it, TLS to the target where that
 * has it. The socket is destroyed when one fails, or when the signal fires before the end.
 *
 * @throws ZerobusError `unavailable`, or `invalid_argument` when the proxy will not let us through.
 */
export async function followRoute(
  first: Socket,
  route: Route,
  protocol: string,
  signal: AbortSignal,
): Promise<Socket> {
  const { target, proxy, trust } = route;
  const giveUp = (): void => void first.destroy(new Error("it took too long"));
  signal.addEventListener("abort", giveUp, { once: true });
  // Stays: an error may come before the one who takes the socket over listens.
  first.on("error", () => {});
  let socket = first;
  try {
    if (signal.aborted) throw new Error("it was given up");
    if (proxy?.secure) socket = await secure(socket, proxy.host, "http/1.1", trust);
    if (proxy !== undefined) await openTunnel(socket, proxy, authorityOf(target));
    if (target.protocol === "https:") socket = await secure(socket, bareHost(target), protocol, trust);
    return socket;
  } catch (error) {
    first.destroy();
    throw failureOf(route, error);
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

async function secure(
  below: Socket,
  host: string,
  protocol: string,
  trust: SecureContext | undefined,
): Promise<Socket> {
  const socket = connectTls({
    socket: below,
    host,
    // An address is no server name; the certificate is held against `host` then.
    servername: isIP(host) === 0 ? host : "",
    ALPNProtocols: [protocol],
    ...(trust === undefined ? {} : { secureContext: trust }),
  });
  await once(socket, "secureConnect");
  if (protocol === "h2" && socket.alpnProtocol !== protocol) {
    socket.destroy();
    throw new Error("it does not speak HTTP/2");
  }
  return socket;
}

/** Resolves with the event; rejects when the socket fails, or closes, before it. */
function once(socket: Socket, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.once("close", () => reject(new Error("the connection was closed")));
    socket.once(event, () => resolve());
  });
}

/** The error of a route that came to nothing. Neither it nor its reason shows credentials. */
export function noConnection({ target, proxy }: Route, reason: string, code: string = reason): ZerobusError {
  const through = proxy === undefined ? "" : ` through the proxy ${proxy.origin}`;
  const why = reason === "" ? "" : ` (${reason})`;
  return new ZerobusError("unavailable", `no connection to ${target.origin}${through}${why}`, {
    hint:
      certificateHint(code) ??
      (proxy === undefined
        ? unreachableHint(target)
        : `check that the proxy ${proxy.origin} runs, and that it may reach ${target.host}`),
  });
}

function failureOf(route: Route, error: unknown): ZerobusError {
  if (error instanceof ZerobusError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : "";
  return noConnection(route, message === "" ? code : message, code);
}

const CERTIFICATE_ERROR = /CERT|UNABLE_TO_(?:GET|VERIFY)|SELF_SIGNED/;

function certificateHint(code: string): string | undefined {
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return "the certificate is for another host: check the address, and what terminates TLS on the way";
  }
  return CERTIFICATE_ERROR.test(code)
    ? "if this network's own authority signed the certificate, pass that one's as `ca`, or name its file in NODE_EXTRA_CA_CERTS"
    : undefined;
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

function portOf(url: URL): number {
  return url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
}
