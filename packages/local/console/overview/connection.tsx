import type { JSX } from "preact";
import type { ServerView } from "../../src/console/views.js";
import { Code } from "../elements/code.js";
import { exportCommand } from "./export-command.js";

/** How a client is pointed at the server. */
export function Connection({ server }: { readonly server: ServerView }): JSX.Element {
  return (
    <div class="connection">
      <p class="hint">Point a client here</p>
      <Code text={exportCommand(server)} what="the command that points clients here" />
    </div>
  );
}
