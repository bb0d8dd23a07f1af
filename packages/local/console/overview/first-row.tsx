import type { ComponentChildren, JSX } from "preact";
import type { StateView } from "../../src/console/views.js";
import { Code } from "../elements/code.js";
import { TableName } from "../elements/table-name.js";
import { exportCommand } from "./export-command.js";
import { firstProgram } from "./sample-row.js";

/** What to do until the first stream comes: two commands, and a program made of a table that is there. */
export function FirstRow({ state }: { readonly state: StateView }): JSX.Element {
  const [table] = state.tables;
  return (
    <section class="first-row" aria-labelledby="first-row">
      <div class="heading">
        <h2 id="first-row">From here to the first typed row</h2>
        <p class="hint">
          <span class="dot waiting" aria-hidden="true" />
          Waiting for a stream; this page changes by itself.
        </p>
      </div>
      <ol class="steps">
        {table === undefined ? (
          <NextStep title="Give the server a table">
            <p>Its schema as the catalog answers it, from databricks tables get:</p>
            <Code text="npx zerobus-gen dev --table orders.json" what="the command that adds a table" />
          </NextStep>
        ) : (
          <>
            <NextStep title="Point your shell here">
              <p>In another terminal. Every client in it now writes to this server, without an account.</p>
              <Code text={exportCommand(state.server)} what="the command that points clients here" />
            </NextStep>
            <NextStep title="Generate the typed client">
              <p>Once, in a project that has no zerobus.config.ts yet:</p>
              <Code text={initCommand(table.fullName)} what="the command that begins a project" />
              <p>Then, and whenever a table changes:</p>
              <Code
                text="npx zerobus-gen pull && npx zerobus-gen generate"
                what="the command that generates the client"
              />
            </NextStep>
            <NextStep title="Ingest a row">
              <p>
                Into <TableName fullName={table.fullName} linked />, as it is on this server. The await ends
                once the row is durable. Save it as src/first-row.ts, in a project of ES modules (npm pkg set
                type=module) that has @zerobus-gen/runtime:
              </p>
              <Code text={firstProgram(table)} what="a program that ingests a first row" />
              <p>Run it in the shell of step 1:</p>
              <Code text="npx tsx src/first-row.ts" what="the command that runs the program" />
            </NextStep>
          </>
        )}
      </ol>
    </section>
  );
}

function NextStep({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <li>
      <h3>{title}</h3>
      {children}
    </li>
  );
}

function initCommand(fullName: string): string {
  const [catalog = "", schema = ""] = fullName.split(".");
  const pattern = `${catalog}.${schema}.*`;
  // What a shell would not leave alone is for the reader to write.
  const source = /^[\w.*-]+$/.test(pattern) ? pattern : "catalog.schema.*";
  return `npx zerobus-gen init --source '${source}'`;
}
