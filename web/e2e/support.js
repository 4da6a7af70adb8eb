/** A server on a database of its own, and a browser that notices everything that goes wrong. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const ROOT = resolve(import.meta.dirname, "../..");
const DATA = join(ROOT, "data/otog");
const BINARY = join(ROOT, "target/release/wangge");
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Screenshots and downloads of this run. */
export const ARTEFACTS = process.env.WANGGE_ARTEFACTS ?? join(tmpdir(), "wangge-e2e");

export const DESKTOP = { width: 1366, height: 768 };
export const WALL = { width: 3840, height: 2160 };

/** Starts the built binary on a free port and waits for the line with its address. */
export async function startServer({ incidents = true } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "wangge-desk-"));
  const args = [
    "serve",
    "--areas",
    DATA,
    "--db",
    join(folder, "desk.db"),
    "--listen",
    "127.0.0.1:0",
  ];
  if (incidents) args.push("--incidents", join(DATA, "incidents.csv"));
  const child = spawn(BINARY, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, RUST_LOG: "error" },
  });
  child.on("error", (reason) => {
    throw new Error(`${BINARY} does not start: run \`make build\` (${reason.message})`);
  });
  const base = await new Promise((found, failed) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [address] = /http:\/\/\S+/.exec(line) ?? [];
      if (address) found(address);
    });
    child.on("exit", (code) => failed(new Error(`the server ended with ${code}`)));
  });
  return {
    base,
    api: async (path, options) => {
      const answer = await fetch(`${base}/api/v1${path}`, options);
      assert.ok(answer.ok, `${path}: ${answer.status}`);
      return answer.json();
    },
    stop: async () => {
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGTERM");
      const code = await ended;
      rmSync(folder, { recursive: true });
      return code;
    },
  };
}

/** The distribution's Chromium, drawing WebGL in software. */
export async function startBrowser() {
  const executablePath = process.env.CHROMIUM ?? BROWSERS.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error("There is no Chromium. Install it: sudo apt-get install -y chromium");
  }
  mkdirSync(ARTEFACTS, { recursive: true });
  const args = [
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
  ];
  // Chromium's sandbox refuses to run as root, as in a container.
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  return chromium.launch({ executablePath, args });
}

/**
 * A page of the desk whose map is ready. `faults` collects what went wrong on it: errors, failed
 * answers, and every request that leaves the server's own address.
 */
export async function openDesk(browser, base, { hash = "", viewport = DESKTOP, before } = {}) {
  const context = await browser.newContext({
    viewport,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !/^(data|blob):/.test(url)) faults.push(`outside: ${url}`);
  });
  await before?.(page);
  await page.goto(`${base}/${hash}`);
  await page.waitForFunction(async () => {
    await window.__wangge?.ready;
    return window.__wangge?.map !== undefined;
  });
  return { page, faults, close: () => context.close() };
}

/** Waits until the map has drawn all that it has been given. */
export async function drawn(page) {
  await page.evaluate(
    () =>
      new Promise((done, failed) => {
        setTimeout(() => failed(new Error("the map is not drawn after a minute")), 60_000);
        const { map } = window.__wangge;
        const settle = () => {
          if (map.loaded() && !map.isMoving()) done();
          else map.once("idle", settle);
        };
        map.triggerRepaint();
        settle();
      }),
  );
}

/** Where a position stands on the page, in pixels. */
export async function pixelOf(page, lon, lat) {
  const box = await page.getByTestId("map").boundingBox();
  const at = await page.evaluate(([x, y]) => window.__wangge.map.project([x, y]), [lon, lat]);
  return { x: box.x + at.x, y: box.y + at.y };
}

export async function screenshot(page, name) {
  await page.screenshot({ path: join(ARTEFACTS, `${name}.png`) });
}

/** Retries an expectation until it holds, or fails with its last reason. */
export async function eventually(expectation, within_ms = 10_000) {
  const until = Date.now() + within_ms;
  for (;;) {
    try {
      return await expectation();
    } catch (reason) {
      if (Date.now() > until) throw reason;
      await new Promise((later) => setTimeout(later, 50));
    }
  }
}
