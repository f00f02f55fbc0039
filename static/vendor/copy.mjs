// Copies the pinned front-end files from node_modules into static/, with their licences.
// Only needed when a version changes:  npm install && npm run vendor
// Source-map comments are cut off, because the maps are not shipped and the manifest storage would look for them.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const vendor = dirname(fileURLToPath(import.meta.url));
const root = join(vendor, "..", "..");
const modules = join(root, "node_modules");

const packages = {
  "htmx.org": { name: "htmx", files: { "dist/htmx.min.js": "htmx.min.js", LICENSE: "LICENSE" } },
  bootstrap: {
    name: "bootstrap",
    files: {
      "dist/css/bootstrap.min.css": "bootstrap.min.css",
      "dist/css/bootstrap.rtl.min.css": "bootstrap.rtl.min.css",
      LICENSE: "LICENSE",
    },
  },
  sortablejs: { name: "sortablejs", files: { "Sortable.min.js": "sortable.min.js", LICENSE: "LICENSE" } },
  "@fontsource-variable/source-sans-3": {
    name: "source-sans-3",
    files: {
      LICENSE: "LICENSE",
      "files/source-sans-3-latin-wght-normal.woff2": "latin.woff2",
      "files/source-sans-3-latin-wght-italic.woff2": "latin-italic.woff2",
      "files/source-sans-3-latin-ext-wght-normal.woff2": "latin-ext.woff2",
      "files/source-sans-3-cyrillic-wght-normal.woff2": "cyrillic.woff2",
      "files/source-sans-3-cyrillic-ext-wght-normal.woff2": "cyrillic-ext.woff2",
    },
  },
  "@fontsource-variable/source-serif-4": {
    name: "source-serif-4",
    files: {
      LICENSE: "LICENSE",
      "files/source-serif-4-latin-wght-normal.woff2": "latin.woff2",
      "files/source-serif-4-latin-ext-wght-normal.woff2": "latin-ext.woff2",
      "files/source-serif-4-cyrillic-wght-normal.woff2": "cyrillic.woff2",
    },
  },
};

// The only icons that go into the sprite; add a name here, run again, commit.
const icons = `
  airplane arrow-counterclockwise arrow-down arrow-left arrow-right arrow-up arrows-move bell book box-arrow-right
  box-arrow-up-right building calendar3 calendar-event card-list check2 check-circle-fill check-square chevron-down
  chevron-right circle clock clock-history clipboard-check cloud-check cloud-slash diagram-3 download
  envelope envelope-paper exclamation-circle-fill exclamation-triangle-fill eye eye-slash file-earmark-spreadsheet
  file-earmark-text flag funnel gear geo-alt globe2 grip-vertical heart-pulse hourglass-split house house-door inbox
  info-circle-fill journal-text key kanban link-45deg list list-check lock-fill mortarboard paperclip passport pencil
  people person person-badge person-check person-plus person-vcard pin-angle-fill plus-lg printer
  question-circle repeat search send shield-check shield-lock shuffle sliders sort-down sort-down-alt star stars suitcase
  tag translate trash3 trophy unlock upload wifi-off x-circle-fill x-lg
`.trim().split(/\s+/);

const version = (name) => JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version;

function copy(from, to) {
  if (!/\.(js|css)$/.test(to)) return copyFileSync(from, to);
  const text = readFileSync(from, "utf8").replace(/\n?(\/\/# sourceMappingURL=.*|\/\*# sourceMappingURL=.*\*\/)\s*$/, "");
  writeFileSync(to, text.trimEnd() + "\n");
}

for (const [npm, { name, files }] of Object.entries(packages)) {
  const folder = join(vendor, `${name}-${version(npm)}`);
  mkdirSync(folder, { recursive: true });
  for (const [from, to] of Object.entries(files)) copy(join(modules, npm, from), join(folder, to));
}

function symbol(name) {
  const svg = readFileSync(join(modules, "bootstrap-icons", "icons", `${name}.svg`), "utf8");
  const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 16 16">${body}</symbol>`;
}

const iconFolder = join(vendor, `bootstrap-icons-${version("bootstrap-icons")}`);
mkdirSync(iconFolder, { recursive: true });
copyFileSync(join(modules, "bootstrap-icons", "LICENSE"), join(iconFolder, "LICENSE"));
const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n${icons.map(symbol).join("\n")}\n</svg>\n`;
writeFileSync(join(iconFolder, "sprite.svg"), sprite);
