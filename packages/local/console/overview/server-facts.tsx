import type { JSX } from "preact";
import type { ServerView } from "../../src/console/views.js";
import { CopyButton } from "../elements/copy-button.js";
import { beginning } from "../format/harmless.js";
import { span } from "../format/moments.js";

/** Where the server is, what its acks promise, where its tables are. */
export function ServerFacts({ server }: { readonly server: ServerView }): JSX.Element {
  return (
    <dl class="facts">
      <div>
        <dt>Endpoint</dt>
        <dd>
          <span class="mono">{server.endpoint}</span>
          <CopyButton text={server.endpoint} what="the endpoint" />
        </dd>
      </div>
      <div>
        <dt>Ack mode</dt>
        <dd>
          <span>
            <strong>{server.ack}</strong>:{" "}
            {server.ack === "committed"
              ? "an acked row can be read from its table."
              : "an acked row is on disk, and in its table moments later."}
          </span>
        </dd>
      </div>
      <div>
        <dt>Tables in</dt>
        <dd>
          {server.dir === null ? (
            "memory; they go with the server"
          ) : (
            <bdi class="mono">{beginning(server.dir, 1_000)}</bdi>
          )}
        </dd>
      </div>
      <div>
        <dt>Up for</dt>
        <dd>
          {span(Date.now() - server.startedAt)}, version {server.version}
        </dd>
      </div>
    </dl>
  );
}
