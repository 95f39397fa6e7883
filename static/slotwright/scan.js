// Scans the code of a ticket where the browser has a detector of its own; nothing is sent or kept
// but the link that was read, and only one that leads to a ticket is followed. Elsewhere the
// phone's camera reads the code, or the reference is typed.

const box = document.getElementById("scan");
const button = box.querySelector("[data-scan]");
const video = box.querySelector("video");
const note = box.querySelector("[role=status]");
const form = document.querySelector("form[method=get] input[name=ticket]").form;
let stream = null;

const stop = () => {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  video.hidden = true;
  button.hidden = false;
};

const found = (text) => {
  if (!/\/t\/[\w-]+\/?$/.test(text)) return false;
  stop();
  form.elements.ticket.value = text;
  form.requestSubmit();
  return true;
};

const look = async (detector) => {
  if (!stream) return;
  try {
    const codes = await detector.detect(video);
    if (codes.some((code) => found(code.rawValue))) return;
  } catch { /* no picture yet */ }
  setTimeout(() => look(detector), 150);
};

const start = async () => {
  note.textContent = "";
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    video.hidden = false;
    button.hidden = true;
    await video.play();
    look(new BarcodeDetector({ formats: ["qr_code"] }));
  } catch {
    stop();
    note.textContent = note.dataset.none;
  }
};

const able = async () => {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return false;
  const formats = await BarcodeDetector.getSupportedFormats();
  return formats.includes("qr_code");
};

able().then((can) => { box.hidden = !can; });
button.addEventListener("click", start);
addEventListener("pagehide", stop);
