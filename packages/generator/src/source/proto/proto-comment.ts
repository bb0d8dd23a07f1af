import type { DescField, DescFile, DescMessage } from "@bufbuild/protobuf";
import type { SourceCodeInfo_Location } from "@bufbuild/protobuf/wkt";

/** A comment of a `.proto`, with its `@zerobus` lines taken apart from the prose. */
export interface ProtoComment {
  /** Undefined where nothing is left. */
  readonly text: string | undefined;
  /** `@zerobus table main.shop.orders` is `{ word: "table", value: "main.shop.orders" }`. */
  readonly annotations: readonly Annotation[];
}

/** One `@zerobus` line. */
export interface Annotation {
  readonly word: string;
  readonly value: string;
}

/** The comment before a message; and before or behind a field. */
export function protoComment(element: DescMessage | DescField): ProtoComment {
  const file = element.kind === "field" ? element.parent.file : element.file;
  const location = locationsOf(file).get(sourcePath(element).join());
  const trailing = element.kind === "field" ? location?.trailingComments : undefined;
  const lines = `${location?.leadingComments ?? ""}\n${trailing ?? ""}`.split("\n");
  const annotations: Annotation[] = [];
  const prose: string[] = [];
  for (const line of lines) {
    const [, word, value = ""] = /^\s*@zerobus\b\s*(\S*)(.*)$/s.exec(line) ?? [];
    if (word === undefined) prose.push(line.replace(/^ /, "").trimEnd());
    else annotations.push({ word, value: value.trim() });
  }
  return { text: prose.join("\n").trim() || undefined, annotations };
}

/** Numbers that lead to the element in a FileDescriptorProto: 4 messages, 3 nested messages, 2 fields. */
function sourcePath(element: DescMessage | DescField): number[] {
  const { parent } = element;
  if (element.kind === "field") {
    return [...sourcePath(element.parent), 2, element.parent.proto.field.indexOf(element.proto)];
  }
  if (parent) return [...sourcePath(parent), 3, parent.proto.nestedType.indexOf(element.proto)];
  return [4, element.file.proto.messageType.indexOf(element.proto)];
}

const locations = new WeakMap<DescFile, ReadonlyMap<string, SourceCodeInfo_Location>>();

/** The locations of a file by path. Looking through the list for each field would be quadratic. */
function locationsOf(file: DescFile): ReadonlyMap<string, SourceCodeInfo_Location> {
  const known = locations.get(file);
  if (known) return known;
  const list = file.proto.sourceCodeInfo?.location ?? [];
  const byPath = new Map(list.map((location) => [location.path.join(), location]));
  locations.set(file, byPath);
  return byPath;
}
