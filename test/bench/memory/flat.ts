import { counted } from "../counted.js";
import { answerOf } from "../program-run.js";
import type { Sink } from "../sink/sink.js";
import { textTable } from "../text-table.js";

/** What the program that ingests at full speed is told. */
export interface FlatLoad {
  readonly endpoint: string;
  readonly durationMs: number;
}

/** What it had for memory: some seconds after its start, at its end, and the most in between. */
export interface FlatFigures {
  readonly sentRows: number;
  readonly rowsPerSecond: number;
  readonly firstBytes: number;
  readonly lastBytes: number;
  readonly mostBytes: number;
}

/** Whether memory stays flat for so many minutes at full speed, with the default window. Prints it. */
export async function flat(
  name: string,
  minutes: number,
  sink: Sink,
  print: (text: string) => void,
  { json }: { readonly json: boolean },
): Promise<void> {
  const load: FlatLoad = { endpoint: sink.endpoint, durationMs: minutes * 60_000 };
  const figures = await counted(name, sink, () => answerOf<FlatFigures>("memory/flat-program.ts", load));
  const { rowsPerSecond, firstBytes, lastBytes, mostBytes } = figures;
  if (json) {
    print(
      JSON.stringify({
        suite: "memory",
        case: name,
        minutes,
        rowsPerSecond,
        firstBytes,
        lastBytes,
        mostBytes,
      }),
    );
    return;
  }
  const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
  print(
    `\n${textTable([
      ["", "rows/s", "RSS MiB first", "last", "most"],
      [name, rowsPerSecond.toFixed(0), mebibytes(firstBytes), mebibytes(lastBytes), mebibytes(mostBytes)],
    ])}`,
  );
}
