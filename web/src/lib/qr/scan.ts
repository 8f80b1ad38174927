/** QR codes out of pictures and the camera. To be imported lazily: the decoder is no part of a first load. */
import { decodeQR } from 'qr/decode.js';

/** A picture as four bytes for each pixel. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** Milliseconds for the hard cases: one frame of many, or the only picture there is. */
const FRAME_MS = 60;
const PICTURE_MS = 1500;
/** The longer side of the copies that a photo is looked for in: sharp ones are noisy, small ones blurred. */
const SIDES = [1200, 2000, 800, 3000];
const FRAME_SIDE = 900;

/** The text of the code in a picture, if one is found. */
export function decode(pixels: Pixels, timeLimit = PICTURE_MS): string | undefined {
  try {
    return decodeQR(pixels, { timeLimit, effort: 8 });
  } catch {
    return undefined;
  }
}

function pixelsOf(source: CanvasImageSource, width: number, height: number, side: number): Pixels {
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** The text of the code in a picture file, if one is found. */
export async function readPicture(file: Blob): Promise<string | undefined> {
  const picture = await createImageBitmap(file);
  try {
    for (const side of SIDES) {
      const found = decode(pixelsOf(picture, picture.width, picture.height, side));
      if (found !== undefined) return found;
    }
    return undefined;
  } finally {
    picture.close();
  }
}

/**
 * Shows the camera in `video` until a code is found or `signal` aborts; undefined then. Rejects if there is no
 * camera or it may not be used.
 */
export async function scanCamera(
  video: HTMLVideoElement,
  signal: AbortSignal,
): Promise<string | undefined> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } },
  });
  try {
    video.srcObject = stream;
    await video.play();
    while (!signal.aborted) {
      const { videoWidth, videoHeight } = video;
      if (videoWidth > 0) {
        const found = decode(pixelsOf(video, videoWidth, videoHeight, FRAME_SIDE), FRAME_MS);
        if (found !== undefined) return found;
      }
      await new Promise(requestAnimationFrame);
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}
