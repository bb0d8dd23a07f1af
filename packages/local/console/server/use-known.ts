import { useEffect, useState } from "preact/hooks";
import type { Feed, Known } from "./feed.js";

/** What is known of the server, now and after every change. */
export function useKnown(feed: Feed): Known {
  const [known, setKnown] = useState(feed.known);
  useEffect(() => {
    setKnown(feed.known);
    return feed.subscribe(() => setKnown(feed.known));
  }, [feed]);
  return known;
}
