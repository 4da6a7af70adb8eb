import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/**
 * Every browser that can run this app reads WOFF2, so the WOFF twins of the 200 font slices would
 * only double the size of the binary that embeds the bundle.
 */
function woff2Only(): Plugin {
  return {
    name: "woff2-only",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("@fontsource") || !id.endsWith(".css")) return null;
      return code.replaceAll(/,\s*url\([^)]*\.woff\)\s*format\('woff'\)/g, "");
    },
  };
}

export default defineConfig({
  plugins: [woff2Only(), svelte()],
  build: {
    target: "es2022",
    // No data: URLs: the server's content security policy allows fonts and images from itself only.
    assetsInlineLimit: 0,
    // MapLibre alone is larger than the default limit, and nothing is fetched over a slow line.
    chunkSizeWarningLimit: 1600,
    rollupOptions: { input: { index: "index.html", docs: "docs.html" } },
  },
  worker: { format: "es" },
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
