// A script that is imported for its effect: it adds a member to globalThis.zxcvbnts.
interface Zxcvbn {
  core: typeof import("@zxcvbn-ts/core");
  "language-common": typeof import("@zxcvbn-ts/language-common");
  "language-en": typeof import("@zxcvbn-ts/language-en");
  "language-ja": typeof import("@zxcvbn-ts/language-ja");
}

declare global {
  var zxcvbnts: Zxcvbn;
}

export {};
