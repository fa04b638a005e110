// Why the camera cannot be used, and what to do.

/** @type {Readonly<Record<string, string>>} by the name of getUserMedia's error (Media Capture and Streams, 10.2) */
const MESSAGES = {
  NotAllowedError: "camera_denied",
  NotFoundError: "camera_absent",
  OverconstrainedError: "camera_absent",
  NotReadableError: "camera_in_use",
  AbortError: "camera_in_use",
};

/**
 * @param {unknown} error of getUserMedia
 * @returns {string} a message's name
 */
export function cameraErrorMessage(error) {
  if (!(error instanceof DOMException)) return "camera_in_use";
  // Chrome distinguishes three denials only by the error's text.
  if (error.name === "NotAllowedError" && /by system/i.test(error.message))
    return "camera_denied_system";
  if (error.name === "NotAllowedError" && /dismissed/i.test(error.message))
    return "camera_dismissed";
  return MESSAGES[error.name] ?? "camera_in_use";
}
