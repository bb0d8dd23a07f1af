import { lookup } from "node:dns/promises";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** How far a connection got: to its end, or to the step that failed. */
export type Reached =
  | {
      readonly step: "done";
      /** `TLSv1.3`; absent without encryption. */
      readonly tls?: string;
      /** Whether the server speaks HTTP/2, which gRPC needs; absent without encryption. */
      readonly isHttp2?: boolean;
    }
  | {
      readonly step: "name" | "connection" | "proxy" | "encryption";
      /** As Node and OpenSSL spell it: `ENOTFOUND`, `DEPTH_ZERO_SELF_SIGNED_CERT`; of a proxy its status. */
      readonly code: string;
      readonly message: string;
    };

/** Opens a connection as a producer would, by way of the proxy if there is one, and closes it. Never throws. */
export async function reach(
  target: URL,
  proxy: URL | undefined,
  limits: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Reached> {
  const attempt: Attempt = { step: "name", sockets: [] };
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    onAbort = () => reject(new Unreached("TIMEOUT", `no answer within ${limits.timeoutMs} ms`));
    timer = setTimeout(onAbort, limits.timeoutMs);
    limits.signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([open(target, proxy, attempt), timeUp]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return { step: attempt.step, code, message };
  } finally {
    clearTimeout(timer);
    if (onAbort) limits.signal.removeEventListener("abort", onAbort);
    // The innermost last: Node 20 crashes where the socket below an encrypted one is destroyed before it.
    for (const socket of attempt.sockets.reverse()) socket.on("error", () => {}).destroy();
  }
}

interface Attempt {
  step: Exclude<Reached["step"], "done">;
  /** All that was opened, to be closed however it ends. */
  readonly sockets: {
    destroy(): unknown;
    on(event: "error", listener: () => void): { destroy(): unknown };
  }[];
}

class Unreached extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

async function open(target: URL, proxy: URL | undefined, attempt: Attempt): Promise<Reached> {
  const firstHop = proxy ?? target;
  await lookup(hostOf(firstHop));
  attempt.step = proxy === undefined ? "connection" : "proxy";
  const socket =
    proxy === undefined ? await openSocket(target, attempt) : await tunnel(target, proxy, attempt);
  if (target.protocol === "http:") return { step: "done" };
  attempt.step = "encryption";
  const secure = connectTls({
    socket,
    host: hostOf(target),
    // Servers are asked for by name; a certificate for an address is held against `host`.
    ...(isIP(hostOf(target)) === 0 && { servername: hostOf(target) }),
    ALPNProtocols: ["h2", "http/1.1"],
  });
  attempt.sockets.push(secure);
  await new Promise<void>((resolve, reject) => secure.once("secureConnect", resolve).once("error", reject));
  return { step: "done", tls: secure.getProtocol() ?? "TLS", isHttp2: secure.alpnProtocol === "h2" };
}

async function openSocket(target: URL, attempt: Attempt): Promise<Socket> {
  const socket = connect({ host: hostOf(target), port: portOf(target) });
  attempt.sockets.push(socket);
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  return socket;
}

function tunnel(target: URL, proxy: URL, attempt: Attempt): Promise<Socket> {
  const request = proxy.protocol === "https:" ? httpsRequest : httpRequest;
  const authority = `${target.hostname}:${portOf(target)}`;
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const asked = request({
    host: hostOf(proxy),
    port: portOf(proxy),
    method: "CONNECT",
    path: authority,
    agent: false,
    headers: {
      host: authority,
      ...(proxy.username !== "" && {
        "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}`,
      }),
    },
  });
  attempt.sockets.push(asked);
  return new Promise((resolve, reject) => {
    asked.once("error", reject);
    asked.once("response", ({ statusCode }) => reject(refusedBy(statusCode)));
    asked.once("connect", ({ statusCode }, socket: Socket) => {
      attempt.sockets.push(socket);
      if (statusCode === 200) resolve(socket);
      else reject(refusedBy(statusCode));
    });
    asked.end();
  });
}

function refusedBy(status: number | undefined): Unreached {
  return new Unreached(String(status), `the proxy answered ${status}`);
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

function portOf({ port, protocol }: URL): number {
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}
