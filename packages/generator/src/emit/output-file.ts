/** One generated file. */
export interface OutputFile {
  /** Name within the output folder. */
  readonly path: string;
  readonly text: string;
}
