/** What is wrong with one record, and where in it. */
export class RecordError extends Error {
  /** The column, dotted below a STRUCT; undefined when the fault lies between the columns. */
  readonly path: string | undefined;
  /** What is wrong, as the end of a sentence. */
  readonly reason: string;

  constructor(reason: string, path?: string) {
    super(path === undefined ? reason : `column ${path}: ${reason}`);
    this.name = "RecordError";
    this.path = path;
    this.reason = reason;
  }

  /** The same fault placed at a column, unless a deeper one has been named already. */
  at(path: string | undefined): RecordError {
    return this.path === undefined && path !== undefined ? new RecordError(this.reason, path) : this;
  }
}
