import type { ColumnNames } from "./column-names.js";
import type { Member, Shape } from "./row-shape.js";

/** The same members, each with what the table calls it. */
export function withColumns(members: readonly Member[], columns: ColumnNames | undefined): readonly Member[] {
  if (columns === undefined) return members;
  return members.map((member) => {
    const column = columns.get(member.name);
    const type = within(member.type, (inner) => withColumns(inner, columns));
    return column === undefined ? { ...member, type } : { ...member, type, column };
  });
}

/** The same members, each under the property that holds its column now, if there still is one. */
export function withPropertiesOf(now: readonly Member[], members: readonly Member[]): readonly Member[] {
  return members.map((member) => {
    const column = columnOf(member);
    const same = now.find((other) => columnOf(other) === column);
    if (same === undefined) return member;
    const type = within(member.type, (inner) => withPropertiesOf(membersIn(same.type), inner));
    return { ...member, name: same.name, column, type };
  });
}

function columnOf({ name, column }: Member): string {
  return column ?? name;
}

function membersIn(type: Shape): readonly Member[] {
  switch (type.kind) {
    case "struct":
      return type.members;
    case "list":
      return membersIn(type.element);
    case "map":
      return membersIn(type.value);
    default:
      return [];
  }
}

/** The same type with other members for the STRUCT in it. */
function within(type: Shape, rename: (members: readonly Member[]) => readonly Member[]): Shape {
  switch (type.kind) {
    case "struct":
      return { ...type, members: rename(type.members) };
    case "list":
      return { ...type, element: within(type.element, rename) };
    case "map":
      return { ...type, value: within(type.value, rename) };
    default:
      return type;
  }
}
