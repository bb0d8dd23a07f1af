import type { JSX } from "preact";
import { tableHash } from "../frame/route.js";

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
    <bdi class="name" title={fullName.length > 40 ? fullName.slice(0, 1_000) : undefined}>
      <span class="prefix">{fullName.slice(0, at).slice(0, 200)}</span>
      {fullName.slice(at).slice(0, 200)}
    </bdi>
  );
  return linked ? <a href={tableHash(fullName)}>{name}</a> : name;
}
