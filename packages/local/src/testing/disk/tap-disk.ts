import fs, { type FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join, relative, resolve, sep } from "node:path";
import type { DiskOperation } from "./disk-operation.js";
import { type Tell, watchHandle } from "./watch-handle.js";

/** Who hears of every change below a folder. */
export interface DiskListener {
  /** Before it is made. A rejection keeps it from being made. */
  before?(operation: DiskOperation): void | Promise<void>;
  /** Once it is made; not when it failed. */
  after?(operation: DiskOperation): void;
  /** Whether syncs are left out, which takes nothing from what is read back, and makes tests fast. Default false. */
  readonly skipsSyncs?: boolean;
}

/** Calls that would change a disk unheard. */
const UNHEARD = ["copyFile", "cp", "mkdtemp", "symlink"] as const;

/**
 * Has every change below a folder heard that this process makes through `node:fs/promises`, by replacing its functions
 * for every module, those too that have imported them. Code under test stays as it is.
 * @returns puts them back
 */
export function tapDisk(root: string, listener: DiskListener): () => void {
  const real = { ...fs };
  const { skipsSyncs = false } = listener;
  let handles = 0;
  const below = (path: unknown): string | undefined => {
    if (typeof path !== "string") return undefined;
    const inside = relative(root, resolve(path));
    return inside === ".." || inside.startsWith(`..${sep}`) ? undefined : inside;
  };
  const tell: Tell = async (operation, make) => {
    await listener.before?.(operation);
    const made = await make();
    listener.after?.(operation);
    return made;
  };

  const open = async (path: string, flags = "r", mode?: number): Promise<FileHandle> => {
    const inside = below(path);
    if (inside === undefined) return real.open(path, flags, mode);
    handles += 1;
    const number = handles;
    const make = (): Promise<FileHandle> => real.open(path, flags, mode);
    if (flags === "r") return watchHandle(await make(), { path: inside, skipsSyncs }, tell);
    const handle = await tell({ kind: "open", path: inside, flags, handle: number }, make);
    return watchHandle(handle, { path: inside, number, appends: flags.startsWith("a"), skipsSyncs }, tell);
  };
  const writeFile = async (
    path: string,
    data: string | Uint8Array,
    options: { flag?: string; mode?: number } = {},
  ): Promise<void> => {
    await using handle = await open(path, options.flag ?? "w", options.mode);
    await handle.writeFile(data);
  };
  const makeFolder = async (path: string): Promise<undefined> => {
    const inside = below(path);
    if (inside === undefined) await real.mkdir(path);
    else await tell({ kind: "mkdir", path: inside }, () => real.mkdir(path));
  };
  /** One folder after the other. Returns the first that was not there. */
  const makeFolders = async (inside: string): Promise<string | undefined> => {
    let first: string | undefined;
    const parts = inside.split(sep);
    for (const [index] of parts.entries()) {
      const folder = join(root, ...parts.slice(0, index + 1));
      if ((await real.lstat(folder).catch(() => undefined))?.isDirectory()) continue;
      await makeFolder(folder);
      first ??= folder;
    }
    return first;
  };
  const named =
    (kind: "link" | "rename", make: (from: string, to: string) => Promise<void>) =>
    async (from: string, to: string): Promise<void> => {
      const [path, target] = [below(from), below(to)];
      if (path === undefined || target === undefined) return make(from, to);
      await tell({ kind, path, to: target }, () => make(from, to));
    };
  const remove = async (path: string, options: { recursive?: boolean; force?: boolean }): Promise<void> => {
    const inside = below(path);
    if (inside === undefined) return real.rm(path, options);
    const found = await real.lstat(path).catch(() => undefined);
    if (found === undefined) return real.rm(path, options);
    if (!found.isDirectory()) return tell({ kind: "remove", path: inside }, () => real.unlink(path));
    if (options.recursive !== true) return real.rm(path, options);
    for (const name of await real.readdir(path)) await remove(join(path, name), options);
    await tell({ kind: "remove", path: inside }, () => real.rmdir(path));
  };

  const unheard = UNHEARD.map((name) => {
    const call = real[name];
    return [
      name,
      (...args: unknown[]) => {
        if (args.some((path) => below(path) !== undefined)) throw new Error(`${name} goes unheard`);
        return Reflect.apply(call, undefined, args);
      },
    ] as const;
  });
  const taps = {
    ...Object.fromEntries(unheard),
    open,
    writeFile,
    appendFile: (path: string, data: string | Uint8Array) => writeFile(path, data, { flag: "a" }),
    mkdir: (path: string, options: { recursive?: boolean } = {}) => {
      const inside = below(path);
      if (options.recursive !== true) return makeFolder(path);
      return inside === undefined ? real.mkdir(path, options) : makeFolders(inside);
    },
    link: named("link", real.link),
    rename: named("rename", real.rename),
    rm: (path: string, options = {}) => remove(path, options),
    unlink: (path: string) => remove(path, {}),
    rmdir: (path: string) => {
      const inside = below(path);
      if (inside === undefined) return real.rmdir(path);
      return tell({ kind: "remove", path: inside }, () => real.rmdir(path));
    },
  };
  Object.assign(fs, taps);
  syncBuiltinESMExports();
  return () => {
    for (const name of Object.keys(taps)) Object.assign(fs, { [name]: Reflect.get(real, name) });
    syncBuiltinESMExports();
  };
}
