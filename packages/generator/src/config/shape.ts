import { describeJson, isJsonObject, quoteName } from "@zerobus-gen/schema";
import { nearestWord } from "./nearest-word.js";

/** Takes what is wrong: at which key, and what. */
export type Tell = (path: string, message: string) => void;

/** What a value of the config should be: tells everything that it is not. */
export type Shape = (value: unknown, path: string, tell: Tell) => void;

/** A text that is not empty, and that `isRight`, if given. */
export function text(wanted = "a text", isRight: (value: string) => boolean = () => true): Shape {
  return (value, path, tell) => {
    if (typeof value !== "string") tell(path, `should be ${wanted}, but it is ${describeJson(value)}`);
    else if (value.trim() === "") tell(path, `should be ${wanted}, but it is empty`);
    else if (!isRight(value)) tell(path, `should be ${wanted}, but it is ${quoteName(value)}`);
  };
}

/** One of the words. */
export function oneOf(words: readonly string[]): Shape {
  return (value, path, tell) => {
    if (typeof value === "string" && words.includes(value)) return;
    const got =
      typeof value === "string" ? `${quoteName(value)}${didYouMean(value, words)}` : describeJson(value);
    tell(path, `should be ${words.map((word) => JSON.stringify(word)).join(" or ")}, but it is ${got}`);
  };
}

/** A list of such. */
export function listOf(item: Shape): Shape {
  return (value, path, tell) => {
    if (!Array.isArray(value)) tell(path, `should be a list, but it is ${describeJson(value)}`);
    else for (const [at, element] of value.entries()) item(element, `${path}[${at}]`, tell);
  };
}

/** The first shape for a text, the other for anything else. */
export function textOr(ofText: Shape, other: Shape): Shape {
  return (value, path, tell) => (typeof value === "string" ? ofText : other)(value, path, tell);
}

/** An object with these keys and no others. */
export function objectOf(keys: Readonly<Record<string, Shape>>, required: readonly string[] = []): Shape {
  return (value, path, tell) => {
    if (!isJsonObject(value)) {
      tell(path, `should be an object, but it is ${describeJson(value)}`);
      return;
    }
    for (const key of required) if (value[key] === undefined) tell(keyPath(path, key), "is missing");
    for (const [key, member] of Object.entries(value)) {
      const shape = Object.hasOwn(keys, key) ? keys[key] : undefined;
      if (shape === undefined) {
        tell(keyPath(path, key), `is not a setting${didYouMean(key, Object.keys(keys))}`);
      } else if (member !== undefined) shape(member, keyPath(path, key), tell);
    }
  };
}

/** An object with keys of one kind, each with such a value. */
export function recordOf(key: Shape, member: Shape): Shape {
  return (value, path, tell) => {
    if (!isJsonObject(value)) {
      tell(path, `should be an object, but it is ${describeJson(value)}`);
      return;
    }
    for (const [name, inner] of Object.entries(value)) {
      const at = keyPath(path, name);
      key(name, at, (_, message) => tell(at, `its key ${message}`));
      if (inner !== undefined) member(inner, at, tell);
    }
  };
}

function keyPath(parent: string, key: string): string {
  if (!/^[A-Za-z_]\w*$/.test(key)) return `${parent}[${quoteKey(key)}]`;
  return parent === "" ? key : `${parent}.${key}`;
}

function quoteKey(key: string): string {
  const quoted = quoteName(key);
  return quoted.startsWith('"') ? quoted : JSON.stringify(key);
}

/** `; did you mean …?`, where a known word is near. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const near = nearestWord(word, known);
  return near === undefined ? "" : `; did you mean ${near}?`;
}
