// A classic script: imported for its effect, it leaves itself on the global object.
import type decode from "jsqr";

declare global {
  var jsQR: typeof decode;
}
