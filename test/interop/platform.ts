/** Why the readers cannot run on this machine; nothing when they can. */
export function whyNotHere(): string | undefined {
  const { platform, arch } = process;
  if (platform !== "linux" || arch !== "x64") {
    return `the locked chdb package is for Linux on x64, and this is ${platform} on ${arch}`;
  }
  if (!hasGlibc()) return "chdb needs glibc, and this Linux has another C library";
  return undefined;
}

function hasGlibc(): boolean {
  const report: unknown = process.report.getReport();
  return JSON.stringify(report).includes('"glibcVersionRuntime"');
}
