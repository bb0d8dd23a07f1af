import { ZerobusError } from "../errors.js";

/** An HTTP proxy that opens tunnels (`CONNECT`). Its credentials show in no property, log or error. */
export class HttpProxy {
  /** `http://host:port` or `https://host:port`, without credentials. */
  readonly origin: string;
  /** A name or an address, an IPv6 one without brackets. */
  readonly host: string;
  readonly port: number;
  /** Whether the way to the proxy itself is TLS. */
  readonly secure: boolean;
  readonly #authorization: string | undefined;

  private constructor(url: URL, authorization: string | undefined) {
    this.secure = url.protocol === "https:";
    this.host = url.hostname.replace(/^\[|\]$/g, "");
    this.port = url.port === "" ? (this.secure ? 443 : 80) : Number(url.port);
    this.origin = `${url.protocol}//${url.hostname}:${this.port}`;
    this.#authorization = authorization;
  }

  /**
   * Reads `http://user:password@host:port`. Without a scheme `http://` is meant, without a port the scheme's own.
   *
   * @param from what the address was read from, for the error.
   * @throws ZerobusError `invalid_argument`, which names `from` and never the address.
   */
  static parse(address: string, from: string): HttpProxy {
    const url = parsed(address);
    if (url === undefined) throw refusal(from, "holds no proxy address", FORM);
    if (url.protocol !== "http:" && url.protocol !== "https:") {
      throw refusal(
        from,
        `asks for a ${url.protocol.slice(0, -1)} proxy`,
        "use an http:// or https:// proxy",
      );
    }
    // A password with an unescaped slash reads as host, port and path: nothing may follow the port.
    if (`${url.search}${url.hash}` !== "" || url.pathname !== "/") {
      throw refusal(from, "holds no proxy address", FORM);
    }
    return new HttpProxy(url, basicAuthorization(url, from));
  }

  /** Header fields for a request to the proxy itself. */
  headers(): Readonly<Record<string, string>> {
    return this.#authorization === undefined ? {} : { "proxy-authorization": this.#authorization };
  }
}

const FORM = 'write it as "http://user:password@host:port"; a slash in the password is %2F';

function parsed(address: string): URL | undefined {
  const whole = address.includes("://") ? address : `http://${address}`;
  return URL.canParse(whole) ? new URL(whole) : undefined;
}

function basicAuthorization(url: URL, from: string): string | undefined {
  if (url.username === "" && url.password === "") return undefined;
  try {
    const userPass = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    return `Basic ${Buffer.from(userPass).toString("base64")}`;
  } catch {
    throw refusal(from, "has a user name or password with a stray %", "write % as %25");
  }
}

function refusal(from: string, what: string, hint: string): ZerobusError {
  return new ZerobusError("invalid_argument", `${from} ${what}`, { hint });
}
