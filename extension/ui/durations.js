// Durations that pages share.

/** After the last key, until a preview of what is typed is requested. */
export const PREVIEW_DELAY_MS = 200;
/** For which "Copied" is shown. */
export const COPIED_SHOWN_MS = 2000;
/** Between two looks at whether the code that is shown has changed. */
export const CODE_TICK_MS = 500;
