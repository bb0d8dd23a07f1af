import { type FSWatcher, statSync, watch } from "node:fs";
import { basename, dirname } from "node:path";

/**
 * Watches files and folders, those too that are not there yet. Editors replace files rather than write them, so that
 * the folder of a file is watched, not the file.
 *
 * @param changed called at any sign of a change, often several times for one
 * @returns ends the watching
 */
export function watchFiles(paths: readonly string[], changed: () => void): () => void {
  const watchers = paths.flatMap((path): FSWatcher[] => {
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    try {
      const watcher = isFolder
        ? watch(path, { recursive: true }, changed)
        : watch(dirname(path), (_, name) => {
            if (name === null || name === basename(path)) changed();
          });
      // A folder that goes away.
      return [watcher.on("error", changed)];
    } catch {
      return [];
    }
  });
  return () => {
    for (const watcher of watchers) watcher.close();
  };
}
