import { createServer, type ServerHttp2Stream } from "node:http2";
import { createInterface } from "node:readline";
import { type Message, readMessage, type Tally } from "./message.js";

// The counting server of sink.c for machines without a compiler: the same commands, the same answers.

const WINDOW = 16 * 1024 * 1024;
const PREFIX_BYTES = 5;
const CREATED = framed([0x0a, 4, 0x0a, 2, 0x73, 0x31]);

const tally: Tally = { rows: 0, bytes: 0 };
const answers = new Set<() => void>();
let isHeld = false;

const server = createServer({ settings: { initialWindowSize: WINDOW } });
server.on("session", (session) => session.setLocalWindowSize(2 * WINDOW));
server.on("stream", serve);
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  say({ port: typeof address === "object" ? address?.port : undefined });
});

const commands = createInterface({ input: process.stdin });
commands.on("close", () => process.exit(0));
commands.on("line", (command) => {
  if (command !== "count") isHeld = command === "hold";
  say(command === "count" ? tally : {});
  for (const answer of answers) answer();
});

function serve(stream: ServerHttp2Stream): void {
  let received = -1;
  let acked = -1;
  let isOver = false;
  // What came of a message that is not whole yet, put together only once it is.
  let pieces: Buffer[] = [];
  let have = 0;
  let needed = PREFIX_BYTES;
  const answer = (): void => {
    if (isHeld || stream.destroyed) return;
    if (received > acked) stream.write(ack(received));
    acked = received;
    if (isOver) stream.end();
  };
  const take = (message: Message): void => {
    if (message === "creation") stream.write(CREATED);
    else if (message === received + 1) received = message;
    else throw new Error("an offset out of its turn");
  };
  stream.on("error", () => {}); // A client that was killed.
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  answers.add(answer);
  stream.on("close", () => answers.delete(answer));
  stream.on("data", (chunk: Buffer) => {
    pieces.push(chunk);
    have += chunk.length;
    if (have < needed) return;
    let bytes = pieces.length === 1 ? chunk : Buffer.concat(pieces);
    for (needed = needs(bytes); bytes.length >= needed; needed = needs(bytes)) {
      take(readMessage(bytes.subarray(PREFIX_BYTES, needed), tally));
      bytes = bytes.subarray(needed);
    }
    pieces = [bytes];
    have = bytes.length;
    answer();
  });
  stream.on("end", () => {
    isOver = true;
    answer();
  });
}

/** How long the first message of these bytes is with its prefix, as far as they tell. */
function needs(bytes: Buffer): number {
  if (bytes.length < PREFIX_BYTES) return PREFIX_BYTES;
  if (bytes[0] !== 0) throw new Error("a compressed message");
  return PREFIX_BYTES + bytes.readUInt32BE(1);
}

function ack(offset: number): Buffer {
  const digits: number[] = [];
  for (let left = offset; digits.length === 0 || left > 0; left = Math.floor(left / 128)) {
    digits.push((left % 128) + (left >= 128 ? 128 : 0));
  }
  return framed([0x12, digits.length + 1, 0x08, ...digits]);
}

function framed(message: readonly number[]): Buffer {
  return Buffer.from([0, 0, 0, 0, message.length, ...message]);
}

function say(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
