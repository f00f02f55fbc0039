/* The frame of a portrait: drawn over the whole picture as the sliders stand, and moved by a finger or the mouse. Without this
   script the sliders and the button do the same. */
(() => {
  "use strict";
  const form = document.querySelector("[data-portrait]");
  if (!form) return;
  const picture = form.querySelector("[data-whole]");
  const box = form.querySelector("[data-frame-box]");
  const slider = Object.fromEntries([...form.querySelectorAll("[data-frame]")].map((one) => [one.dataset.frame, one]));
  const SHAPE = 3 / 4;
  const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

  function place() {
    const width = picture.clientWidth, height = picture.clientHeight;
    if (!width || !height) return;
    const fits = Math.min(width / SHAPE, height) * (100 / Number(slider.zoom.value));
    const wide = fits * SHAPE;
    box.style.width = `${wide}px`;
    box.style.height = `${fits}px`;
    box.style.left = `${clamp((width * slider.x.value) / 1000 - wide / 2, 0, width - wide)}px`;
    box.style.top = `${clamp((height * slider.y.value) / 1000 - fits / 2, 0, height - fits)}px`;
    box.hidden = false;
  }

  function moveTo(event) {
    const at = picture.getBoundingClientRect();
    slider.x.value = String(clamp(((event.clientX - at.left) / at.width) * 1000, 0, 1000));
    slider.y.value = String(clamp(((event.clientY - at.top) / at.height) * 1000, 0, 1000));
    place();
  }

  picture.draggable = false;
  picture.parentElement.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    picture.parentElement.setPointerCapture(event.pointerId);
    moveTo(event);
  });
  picture.parentElement.addEventListener("pointermove", (event) => {
    if (event.buttons) moveTo(event);
  });
  form.addEventListener("input", place);
  picture.addEventListener("load", place);
  new ResizeObserver(place).observe(picture);
  place();
})();
