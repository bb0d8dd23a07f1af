import type { JSX } from "preact";
import { beginning } from "../format/harmless.js";
import { tableHash } from "../route/route.js";

/** A table's name, catalog and schema dimmed; leads to its page where `linked`. */
export function TableName({
  fullName,
  linked = false,
}: {
  readonly fullName: string;
  readonly linked?: boolean;
}): JSX.Element {
  const at = fullName.lastIndexOf(".") + 1;
  const name = (
    <bdi class="name" title={fullName.length > 40 ? beginning(fullName, 1_000) : undefined}>
      <span class="prefix">{beginning(fullName.slice(0, at), 200)}</span>
      {beginning(fullName.slice(at), 200)}
    </bdi>
  );
  return linked ? <a href={tableHash(fullName)}>{name}</a> : name;
}
