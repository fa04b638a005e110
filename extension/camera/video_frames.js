// The camera: on while somebody looks at this page, its frames handed on one at a time. They are read
// and forgotten; none is kept.

const MOST_PX = 1280;
const PAUSE_MS = 150; // between an answer and the next frame
const QUALITY = 0.92;

/** @param {Blob} blob @returns {Promise<string>} base64 */
function base64Of(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.onerror = () => reject(new Error("a frame could not be written as text"));
    reader.readAsDataURL(blob);
  });
}

export class Camera {
  /**
   * @param {HTMLVideoElement} video
   * @param {(frame: string) => Promise<boolean>} onFrame a JPEG as base64; answers whether to go on
   */
  constructor(video, onFrame) {
    this.video = video;
    this.onFrame = onFrame;
    /** @type {MediaStream | null} */
    this.stream = null;
    this.canvas = document.createElement("canvas");
    this.turn = 0;
  }

  /** @throws {DOMException} where there is none, or it is not allowed */
  async begin() {
    this.stop();
    const video = { width: { ideal: MOST_PX }, height: { ideal: 720 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.#watch();
  }

  stop() {
    this.turn += 1;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  async #watch() {
    const { turn } = this;
    let goOn = true;
    while (goOn && turn === this.turn) {
      const frame = document.hidden ? null : await this.#frame();
      if (frame) goOn = await this.onFrame(frame);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  /** @returns {Promise<string | null>} null: there is no picture yet */
  async #frame() {
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) return null;
    const scale = Math.min(1, MOST_PX / videoWidth);
    this.canvas.width = Math.round(videoWidth * scale);
    this.canvas.height = Math.round(videoHeight * scale);
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    context?.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    const blob = await new Promise((resolve) => {
      this.canvas.toBlob(resolve, "image/jpeg", QUALITY);
    });
    return blob instanceof Blob ? base64Of(blob) : null;
  }
}
