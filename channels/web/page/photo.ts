/** Owns making a photo fit to send: smaller, and without the place and device that a camera writes into it. */

/** The longer side of a photo that is sent, in pixels: enough to read a meter. */
const SIDE = 1_600;
/** A picture no larger than this is sent as it is, in bytes. */
const SMALL = 600 * 1024;

/** The picture as it will be sent, or null when it is none that the browser can read. */
export async function shrink(file: Blob): Promise<Blob | null> {
  const image = await load(file);
  if (!image) return null;
  const { naturalWidth, naturalHeight } = image;
  const scale = Math.min(1, SIDE / Math.max(naturalWidth, naturalHeight));
  if (file.size <= SMALL && scale === 1 && /^image\/(?:png|webp)$/.test(file.type)) return file;
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(naturalHeight * scale));
  const paper = canvas.getContext('2d')!;
  paper.fillStyle = '#fff';
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85));
}

async function load(file: Blob): Promise<HTMLImageElement | null> {
  const url = URL.createObjectURL(file);
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
    return image;
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}
