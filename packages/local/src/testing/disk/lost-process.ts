/** Above what any system gives out: nobody has it. */
const LOST_PID = 0x4000_0001;

/** Runs something under a process id that is nobody's afterwards, as if the process were gone. */
export async function asLostProcess<T>(run: () => Promise<T>): Promise<T> {
  const { pid } = process;
  Object.defineProperty(process, "pid", { value: LOST_PID });
  try {
    return await run();
  } finally {
    Object.defineProperty(process, "pid", { value: pid });
  }
}
