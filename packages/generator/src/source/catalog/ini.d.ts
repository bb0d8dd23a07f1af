declare module "ini" {
  /** Sections are members; a dot in the name of one makes members of members. */
  export function parse(text: string): Record<string, unknown>;
}
