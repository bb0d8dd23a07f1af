import { type ComponentChildren, createContext, type JSX } from "preact";
import { useCallback, useContext, useRef, useState } from "preact/hooks";

/** How a notice is meant. */
export type NoticeTone = "plain" | "bad";

type Notify = (text: string, tone?: NoticeTone) => void;

const NOTICE_MS = 5_000;

const Notices = createContext<Notify>(() => {});

/** Says what came of what somebody did, seen and read out. */
export function useNotice(): Notify {
  return useContext(Notices);
}

/** Where notices appear, one at a time. */
export function NoticesArea({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const [notice, setNotice] = useState<{ readonly text: string; readonly tone: NoticeTone } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const notify = useCallback<Notify>((text, tone = "plain") => {
    clearTimeout(timer.current);
    setNotice({ text, tone });
    timer.current = setTimeout(() => setNotice(null), NOTICE_MS);
  }, []);
  return (
    <Notices.Provider value={notify}>
      {children}
      <div role="status" class="notices">
        {notice && <p class={`notice ${notice.tone}`}>{notice.text}</p>}
      </div>
    </Notices.Provider>
  );
}
