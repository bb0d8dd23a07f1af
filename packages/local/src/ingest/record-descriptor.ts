import { fromBinary, isFieldSet } from "@bufbuild/protobuf";
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  type FieldDescriptorProto,
  FieldDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import { MAX_COLUMNS } from "@zerobus-gen/runtime/protocol";
import { Refusal } from "./refusal.js";

/** The message type of a stream's records, resolved: what a client sends as `descriptor_proto`. */
export interface RecordDescriptor {
  readonly root: MessageType;
  /** Every message by its path below the root, the root among them. */
  readonly messages: ReadonlyMap<string, MessageType>;
}

/** One message of a {@link RecordDescriptor}. */
export interface MessageType {
  readonly isMapEntry: boolean;
  readonly fields: readonly FieldType[];
}

/** One field of a {@link MessageType}. */
export interface FieldType {
  readonly name: string;
  readonly number: number;
  readonly isRepeated: boolean;
  readonly kind: FieldKind;
  /** Key of the field's own message in {@link RecordDescriptor.messages}; only for kind "message". */
  readonly message: string | undefined;
}

/** The kind of a field, as `.proto` files spell it. */
export type FieldKind = Lowercase<keyof typeof Type>;

const KINDS: Readonly<Record<Type, FieldKind>> = {
  [Type.DOUBLE]: "double",
  [Type.FLOAT]: "float",
  [Type.INT64]: "int64",
  [Type.UINT64]: "uint64",
  [Type.INT32]: "int32",
  [Type.FIXED64]: "fixed64",
  [Type.FIXED32]: "fixed32",
  [Type.BOOL]: "bool",
  [Type.STRING]: "string",
  [Type.GROUP]: "group",
  [Type.MESSAGE]: "message",
  [Type.BYTES]: "bytes",
  [Type.UINT32]: "uint32",
  [Type.ENUM]: "enum",
  [Type.SFIXED32]: "sfixed32",
  [Type.SFIXED64]: "sfixed64",
  [Type.SINT32]: "sint32",
  [Type.SINT64]: "sint64",
};

const MAX_FIELD_NUMBER = 2 ** 29 - 1;
const MAX_TYPE_NAME_LENGTH = 1000;
const MAX_DESCRIPTOR_BYTES = 2 * 1024 * 1024;

/**
 * Reads one serialized `google.protobuf.DescriptorProto`. It has to be self-contained: every message that
 * a field names is the root itself or nested in it.
 * @throws {Refusal} INVALID_ARGUMENT when it is no descriptor, or contradicts itself
 */
export function readDescriptor(bytes: Uint8Array): RecordDescriptor {
  if (bytes.length === 0) {
    throw new Refusal(
      "INVALID_ARGUMENT",
      "descriptor_proto is missing; a PROTO stream needs the message type of its rows",
    );
  }
  if (bytes.length > MAX_DESCRIPTOR_BYTES) {
    throw invalid(`it has ${bytes.length} bytes, this server reads ${MAX_DESCRIPTOR_BYTES}`);
  }
  const root = parse(bytes);
  const nested = new Map<string, DescriptorProto>();
  collect(root, root.name, nested);
  const messages = new Map<string, MessageType>();
  for (const [path, message] of nested) messages.set(path, readMessage(message, path, nested));
  const type = messages.get(root.name);
  if (type === undefined) throw invalid("it has no root message");
  return { root: type, messages };
}

function parse(bytes: Uint8Array): DescriptorProto {
  try {
    return fromBinary(DescriptorProtoSchema, bytes);
  } catch (error) {
    throw invalid(`it is not a serialized google.protobuf.DescriptorProto: ${String(error)}`);
  }
}

/** Depth is bounded by the decoder, which takes a hundred levels. */
function collect(message: DescriptorProto, path: string, into: Map<string, DescriptorProto>): void {
  if (into.has(path)) throw invalid(`message ${path} is declared twice`);
  into.set(path, message);
  for (const nested of message.nestedType) collect(nested, `${path}.${nested.name}`, into);
}

function readMessage(
  message: DescriptorProto,
  path: string,
  nested: ReadonlyMap<string, DescriptorProto>,
): MessageType {
  if (message.field.length > MAX_COLUMNS) {
    throw invalid(`message ${path} has ${message.field.length} fields, a table takes ${MAX_COLUMNS} columns`);
  }
  const names = new Set<string>();
  const numbers = new Set<number>();
  const fields = message.field.map((field) => {
    const where = `${path}.${field.name}`;
    if (names.has(field.name)) throw invalid(`field ${where} is declared twice`);
    if (numbers.has(field.number))
      throw invalid(`field ${where} has a number that is taken: ${field.number}`);
    names.add(field.name);
    numbers.add(field.number);
    return readField(field, path, nested);
  });
  return { isMapEntry: message.options?.mapEntry === true, fields };
}

function readField(
  field: FieldDescriptorProto,
  scope: string,
  nested: ReadonlyMap<string, DescriptorProto>,
): FieldType {
  const where = `${scope}.${field.name}`;
  if (!(field.number >= 1 && field.number <= MAX_FIELD_NUMBER)) {
    throw invalid(`field ${where} has the number ${field.number}, allowed are 1 to ${MAX_FIELD_NUMBER}`);
  }
  if (!isFieldSet(field, FieldDescriptorProtoSchema.field.type)) throw invalid(`field ${where} has no type`);
  const kind = KINDS[field.type];
  const message = kind === "message" ? resolve(field.typeName, scope, nested) : undefined;
  if (kind === "message" && message === undefined) {
    throw invalid(
      `field ${where} is a ${JSON.stringify(field.typeName.slice(0, 100))}, which is not in the descriptor; nest every message in the root`,
    );
  }
  return {
    name: field.name,
    number: field.number,
    isRepeated: field.label === Label.REPEATED,
    kind,
    message,
  };
}

/**
 * Finds a type name as protobuf does, from the inner scope outwards. An absolute name may start with the
 * package of the root, which a lone descriptor does not tell: the longest ending that names a message wins.
 */
function resolve(typeName: string, scope: string, nested: ReadonlyMap<string, unknown>): string | undefined {
  if (typeName.length > MAX_TYPE_NAME_LENGTH) return undefined;
  const isAbsolute = typeName.startsWith(".");
  const parts = (isAbsolute ? typeName.slice(1) : scope).split(".");
  const candidates = isAbsolute
    ? parts.map((_, i) => parts.slice(i).join("."))
    : [...parts.map((_, i) => [...parts.slice(0, parts.length - i), typeName].join(".")), typeName];
  return candidates.find((candidate) => nested.has(candidate));
}

function invalid(why: string): Refusal {
  return new Refusal("INVALID_ARGUMENT", `descriptor_proto cannot be used: ${why}`);
}
