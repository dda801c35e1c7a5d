import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

// The console's page: bundled from npm packages, so that it asks no other machine for anything. The same sources give the same bytes.
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/",
  publicDir: false,
  build: {
    outDir: fileURLToPath(new URL("../../../dist/page", import.meta.url)),
    emptyOutDir: true,
    target: "es2022",
    // Files only: the policy of the page allows nothing that stands in it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // What is bundled keeps its licences.
    license: { fileName: "licences.md" },
  },
});
