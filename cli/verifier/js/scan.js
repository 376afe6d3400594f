// Symbols in pictures and before the camera, found by jsQR; it is given several sizes, since no one size suits all.

const SIDES = [1400, 1000, 2200, 700]; // pixels of the longer side
const TURNS = [0, 30]; // degrees: a symbol whose edges run along the pixels' diagonals is read badly
const OF_CAMERA = 1100;

// Returns the text of the symbol in a picture file, or null.
async function readPicture(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const longest = Math.max(picture.width, picture.height);
  const sides = new Set([Math.min(longest, SIDES[0]), ...SIDES.map(side => Math.min(side, longest * 3))]);
  for (const turn of TURNS) {
    for (const side of sides) {
      const text = readFrame(picture, picture.width, picture.height, side, turn);
      if (text) return text;
      await new Promise(done => setTimeout(done)); // the page stays alive between two tries
    }
  }
  return null;
}

function readFrame(source, width, height, side, turn = 0) {
  const scale = side / Math.max(width, height);
  const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
  const angle = (turn * Math.PI) / 180;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(across * Math.cos(angle) + down * Math.sin(angle));
  canvas.height = Math.round(across * Math.sin(angle) + down * Math.cos(angle));
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  drawing.fillStyle = "#fff"; // what a picture leaves open is paper
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.translate(canvas.width / 2, canvas.height / 2);
  drawing.rotate(angle);
  drawing.drawImage(source, -across / 2, -down / 2, across, down);
  const pixels = drawing.getImageData(0, 0, canvas.width, canvas.height);
  const found = jsQR(pixels.data, pixels.width, pixels.height, { inversionAttempts: "dontInvert" });
  return found && found.data ? found.data : null;
}

class Camera {
  constructor(video, found) {
    this.video = video;
    this.found = found;
    this.stream = null;
  }

  async start() {
    const wanted = { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video: wanted });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.look();
  }

  look() {
    if (!this.stream) return;
    const { videoWidth, videoHeight } = this.video;
    const text = videoWidth && readFrame(this.video, videoWidth, videoHeight, Math.min(OF_CAMERA, videoWidth));
    if (text) {
      this.stop();
      this.found(text);
    } else {
      setTimeout(() => this.look(), 120);
    }
  }

  stop() {
    this.stream?.getTracks().forEach(track => track.stop());
    this.stream = null;
    this.video.srcObject = null;
  }
}
