import type { SchemaRead, TableName, TableSchema, TableSettings } from "@zerobus-gen/schema";

/** What the doctor is told of a project; how it is kept is not its affair. */
export interface DoctorProject {
  /** Absent where there is no config. */
  readonly configPath?: string;
  /** What keeps the config from being used. */
  readonly configFault?: Fault;
  readonly lockPath: string;
  /** Absent where there is no lock. */
  readonly lockText?: string;
  /** What keeps the lock from being used. */
  readonly lockFault?: Fault;
  /** Generated files that are not what they would be now; absent where that cannot be told. */
  readonly staleFiles?: readonly string[];
  /** The tables to look at: those that were named, else all of the lock. */
  readonly tables: readonly DoctorTable[];
  /** Address of the workspace, where the config or the command line gives it. */
  readonly host?: string;
  /** Where the credentials for the catalog are from, in words, where not from the environment: `the profile dev`. */
  readonly credentialsFrom?: string;
}

/** One table to look at. */
export interface DoctorTable {
  readonly name: TableName;
  /** As it is locked. */
  readonly schema?: TableSchema;
  readonly settings?: TableSettings;
}

/** What is wrong with a file, and the mend. */
export interface Fault {
  readonly message: string;
  readonly hint?: string;
}

/** What the doctor needs of the world. */
export interface DoctorContext {
  readonly project: DoctorProject;
  readonly environment: Environment;
  /** As `process.versions.node`. */
  readonly nodeVersion: string;
  /** Milliseconds since 1970, by the clock of this machine. */
  readonly now: () => number;
  /** Reads one table from the catalog, as `pull` does, raw. @throws SourceError */
  readonly readTable: (fullName: string, signal: AbortSignal) => Promise<SchemaRead>;
  /** How a live table differs from the locked one. */
  readonly compare: (locked: TableSchema, live: TableSchema) => readonly Difference[];
  /** Longest wait for one connection or one answer. Default 10 000. */
  readonly timeoutMs?: number;
  /** Longest time for one check as a whole. Default 60 000. */
  readonly checkTimeoutMs?: number;
  /** Ends it before the end. */
  readonly signal?: AbortSignal;
}

/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One difference between the locked and the live table. */
export interface Difference {
  readonly class: "breaking" | "warning" | "info";
  readonly message: string;
}
