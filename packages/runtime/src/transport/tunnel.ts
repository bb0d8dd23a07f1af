import { request } from "node:http";
import type { Socket } from "node:net";
import { ZerobusError } from "../errors.js";
import type { HttpProxy } from "./http-proxy.js";

/**
 * Has a proxy pass a connection on to `authority`, `host:port`. The socket is the tunnel from then on.
 *
 * @throws ZerobusError `invalid_argument` when the proxy will not, `unavailable` when it cannot; whatever befalls
 * the socket.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-connect
 */
export function openTunnel(socket: Socket, proxy: HttpProxy, authority: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request({
      method: "CONNECT",
      path: authority,
      headers: { ...proxy.headers(), host: authority },
      createConnection: () => socket,
    });
    asked.once("connect", (answer, _socket, head) => {
      const status = answer.statusCode ?? 0;
      if (status < 200 || status > 299) reject(refused(proxy, authority, status));
      // Bytes of the target that came with the answer belong to the tunnel.
      if (head.length > 0) socket.unshift(head);
      resolve();
    });
    asked.once("response", (answer) => reject(refused(proxy, authority, answer.statusCode ?? 0)));
    asked.on("error", ({ message }) => reject(new Error(message)));
    asked.end();
  });
}

function refused(proxy: HttpProxy, authority: string, status: number): ZerobusError {
  const isFinal = status === 403 || status === 407;
  return new ZerobusError(
    isFinal ? "invalid_argument" : "unavailable",
    `the proxy ${proxy.origin} answered ${status} when asked for ${authority}`,
    {
      hint:
        status === 407
          ? "put user name and password into the proxy's address: http://user:password@host:port"
          : "check that the proxy may reach this address, or put the host on the list NO_PROXY",
    },
  );
}
