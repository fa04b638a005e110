// Reads the camera while this page is visible and passes on its frames one at a time. No frame is
// kept.

import { toBase64 } from "../ui/import/file_data.js";

const MAX_WIDTH_PX = 1280;
const PAUSE_MS = 150; // between a reply and the next frame
const JPEG_QUALITY = 0.92;

/** @param {string} deviceId @returns {Promise<MediaStream>} */
async function streamOf(deviceId) {
  const size = { width: { ideal: MAX_WIDTH_PX }, height: { ideal: 720 } };
  const { mediaDevices } = navigator;
  if (deviceId) {
    try {
      const video = { ...size, deviceId: { exact: deviceId } };
      return await mediaDevices.getUserMedia({ video, audio: false });
    } catch (error) {
      const isAbsent = error instanceof DOMException && error.name === "OverconstrainedError";
      if (!isAbsent && !(error instanceof OverconstrainedError)) throw error;
    }
  }
  return mediaDevices.getUserMedia({ video: size, audio: false });
}

export class VideoFrames {
  /**
   * @param {HTMLVideoElement} video
   * @param {(frame: string) => Promise<boolean>} onFrame gets a JPEG as base64; returns whether
   *   another frame is wanted
   */
  constructor(video, onFrame) {
    this.video = video;
    this.onFrame = onFrame;
    /** @type {MediaStream | null} */
    this.stream = null;
    this.canvas = document.createElement("canvas");
    this.runNumber = 0;
  }

  /**
   * @param {string} deviceId of the camera that is wanted; another one is taken if it is absent or this is empty
   * @throws {DOMException} if there is no camera, or it is not allowed
   */
  async start(deviceId) {
    this.stop();
    this.stream = await streamOf(deviceId);
    this.video.srcObject = this.stream;
    await this.video.play();
    this.#readFrames();
  }

  /** @returns {string} the id of the camera that is read; empty if none is */
  get deviceId() {
    return this.stream?.getVideoTracks()[0]?.getSettings().deviceId ?? "";
  }

  stop() {
    this.runNumber += 1;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  async #readFrames() {
    const { runNumber } = this;
    let isWanted = true;
    while (isWanted && runNumber === this.runNumber) {
      const frame = document.hidden ? null : await this.#frame();
      if (frame) isWanted = await this.onFrame(frame);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  /** @returns {Promise<string | null>} null if the camera has given no picture yet */
  async #frame() {
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) return null;
    const scale = Math.min(1, MAX_WIDTH_PX / videoWidth);
    this.canvas.width = Math.round(videoWidth * scale);
    this.canvas.height = Math.round(videoHeight * scale);
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    context?.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    const blob = await new Promise((resolve) => {
      this.canvas.toBlob(resolve, "image/jpeg", JPEG_QUALITY);
    });
    return blob instanceof Blob ? toBase64(blob) : null;
  }
}
