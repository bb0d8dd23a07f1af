/** What JSON text is written to, token by token. Each makes the room it needs. */
export interface JsonSink {
  /** One char between the others: a bracket, a comma, a colon. */
  mark(char: number): void;
  /** What is spelled in ASCII and has no quotes: `null`, digits of a number. */
  word(text: string): void;
  /** A finite number. */
  number(value: number): void;
  /** Text, in quotes. False when it holds half a surrogate pair: what is written is of no use then. */
  string(value: string): boolean;
  /** Text that is JSON already, well-formed. */
  raw(text: string): void;
}
