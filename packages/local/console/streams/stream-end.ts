import type { StreamView } from "../../src/console/views.js";
import type { Tone } from "../elements/badge.js";

/** How a stream stands, in a word and in a sentence. */
export interface StreamEndWords {
  readonly tone: Tone;
  readonly word: string;
  readonly sentence: string;
}

const ENDS: Readonly<Record<string, StreamEndWords>> = {
  "half-close": {
    tone: "good",
    word: "done",
    sentence: "Its client said that it was done, and was answered in full.",
  },
  refused: { tone: "bad", word: "refused", sentence: "The server ended it with an error." },
  ended: { tone: "good", word: "ended", sentence: "The server ended it well." },
  reset: { tone: "warn", word: "gone", sentence: "Its client reset it or went away." },
  struck: { tone: "warn", word: "struck", sentence: "A fault that you switched on broke it." },
};

const LIVE: StreamEndWords = { tone: "live", word: "live", sentence: "Open." };

/** How a stream stands. An end that a newer server knows is told in its own word. */
export function streamEnd({ endedAt, ended }: StreamView): StreamEndWords {
  if (endedAt === null) return LIVE;
  const word = ended ?? "ended";
  return ENDS[word] ?? { tone: "plain", word, sentence: "It is over." };
}
