// A photo made small on the phone, before it waits or travels: at most 1600 pixels and 300 kB.
const SIDE = 1600;
const LARGEST = 300 * 1024;

const blobOf = (canvas, quality) => new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));

function drawn(bitmap, side) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function shrunk(bitmap) {
  let blob = null;
  for (const [side, quality] of [[SIDE, 0.85], [SIDE, 0.7], [1280, 0.7], [1024, 0.6], [800, 0.5]]) {
    blob = await blobOf(drawn(bitmap, side), quality);
    if (!blob || blob.size <= LARGEST) break;
  }
  return blob;
}

export async function small(file) {
  // What the browser cannot read (HEIC on many phones) goes as it is; the server reads it.
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!bitmap) return file;
  const isSmall = file.size <= LARGEST && Math.max(bitmap.width, bitmap.height) <= SIDE;
  const blob = isSmall ? null : await shrunk(bitmap);
  bitmap.close();
  return blob ? new File([blob], file.name.replace(/(\.\w+)?$/, ".jpg"), { type: blob.type }) : file;
}
