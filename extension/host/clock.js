// What the worker's monotonic clock measures.

/**
 * Returns whether `performance.now()` also counts the time for which the computer sleeps. Chromium's does on Windows,
 * where QueryPerformanceCounter counts it; on macOS, Linux and ChromeOS it does not advance.
 */
export function countsSleep() {
  const { userAgentData } = /** @type {Navigator & { userAgentData?: { platform: string } }} */ (
    navigator
  );
  return userAgentData?.platform === "Windows";
}
