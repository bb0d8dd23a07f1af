import type { RefusalView } from "../../src/console/views.js";
import { sectionHash, tableHash } from "../route/route.js";

/** What to do about a refusal. */
export interface Mend {
  readonly text: string;
  /** A command that does it, if there is one. */
  readonly command?: string;
  /** Where on this page there is more about it. */
  readonly link?: { readonly href: string; readonly words: string };
}

const REGENERATE = "npx zerobus-gen pull && npx zerobus-gen generate";

/** What to do about a refusal, by what was refused and with which code. */
export function mendOf(refusal: RefusalView): Mend {
  const { what, code, message } = refusal;
  if (/scripted fault/.test(message)) {
    return {
      text: "A fault that is switched on did this. A good client recovers by itself, or tells its caller.",
      link: { href: sectionHash("faults"), words: "Faults" },
    };
  }
  return what === "token" ? TOKEN : (mendOfCode(refusal, code) ?? OTHERS);
}

const TOKEN: Mend = {
  text: "Look at what the client sends to the token endpoint. With ZEROBUS_EMULATOR_HOST set, clients of zerobus-gen send what this server takes.",
  command: "npx zerobus-gen doctor",
};

const OTHERS: Mend = { text: "Change what the message names, and send again what was not acked." };

function mendOfCode({ what, table }: RefusalView, code: string): Mend | undefined {
  const columns =
    table === null ? {} : { link: { href: tableHash(table, "columns"), words: "Columns of the table" } };
  switch (code) {
    case "INVALID_ARGUMENT":
      return what === "stream"
        ? {
            text: "The code was generated for other columns than the table has, or the request is malformed. Generate it anew.",
            command: REGENERATE,
            ...columns,
          }
        : {
            text: "Mend the value that the message names. The stream ended there: what came before is committed, what came after is sent again by the client.",
            ...columns,
          };
    case "NOT_FOUND":
      return {
        text: "This server has no such table. Mind the spelling, or start it with the table’s JSON.",
        command: "npx zerobus-gen dev --table orders.json",
        link: { href: sectionHash("tables"), words: "Tables that are there" },
      };
    case "PERMISSION_DENIED":
      return {
        text: "A token is good for one table. Ask for one that names this table; generated clients do.",
      };
    case "UNAUTHENTICATED":
      return {
        text: "The token is missing, has expired, or is of another server. Fetch a new one; generated clients do by themselves.",
      };
    case "UNAVAILABLE":
      return { text: "For the moment only: clients reconnect and send again what was not acked." };
    case "INTERNAL":
      return { text: "A defect of this server. Its output tells more; please report it." };
    default:
      return undefined;
  }
}
