/** The desk in a real browser: see, look up, filter, assign, print. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  ARTEFACTS,
  drawn,
  eventually,
  openDesk,
  pixelOf,
  screenshot,
  startBrowser,
  startServer,
  WALL,
} from "./support.js";

let server;
let browser;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0, "the server ends in good order");
});

/** Runs a test on a page of its own, which must have had no fault at the end. */
async function onDesk(options, body) {
  const desk = await openDesk(browser, server.base, options);
  try {
    await body(desk.page, desk);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
}

/** The first number of a text; thousands are set apart by a narrow space. */
async function count(page, testid) {
  const [number] = /\d[\d\s]*/.exec(await page.getByTestId(testid).innerText()) ?? ["NaN"];
  return Number(number.replace(/\s/g, ""));
}

test("the desk opens with boundaries on four levels, incidents, heat and the example label", () =>
  onDesk({}, async (page) => {
    await drawn(page);
    await page.getByTestId("heat-legend").getByText("起/km²·30天").waitFor();
    await eventually(async () => {
      const layers = await page.evaluate(() =>
        window.__wangge.map.getStyle().layers.map((layer) => layer.id),
      );
      for (const level of ["banner", "township", "village", "grid"]) {
        assert.ok(layers.includes(`${level}-line`), `${level} boundaries`);
      }
      assert.ok(layers.includes("heat") && layers.includes("incident-cluster"));
    });
    assert.equal(await page.getByTestId("example-label").innerText(), "示例数据 · 非实际界线");
    const { total } = await server.api("/incidents?from=2026-10-02&to=2026-10-31&limit=1");
    await eventually(async () => {
      assert.equal(await count(page, "figure-total"), total);
      assert.equal(await count(page, "worklist-total"), total);
    });
    await drawn(page);
    await screenshot(page, "desk");
  }));

test("labels appear by zoom: townships far off, villages nearer, grids near", () =>
  onDesk({}, async (page) => {
    const named = async (level, lon, lat, zoom) => {
      await page.evaluate(
        ([x, y, z]) => window.__wangge.map.jumpTo({ center: [x, y], zoom: z }),
        [lon, lat, zoom],
      );
      await drawn(page);
      return page.evaluate(
        (id) => window.__wangge.map.queryRenderedFeatures({ layers: [id] }).length,
        `${level}-label`,
      );
    };
    assert.ok((await named("township", 107.7, 39.2, 7.5)) >= 4);
    assert.equal(await named("grid", 107.7, 39.2, 7.5), 0);
    assert.ok((await named("village", 107.7, 39.2, 9.5)) >= 4);
    assert.ok((await named("grid", 107.975, 39.09, 14)) >= 2);
    await screenshot(page, "town");
  }));

test("a click anywhere names the responsible grid with its chain", () =>
  onDesk({}, async (page) => {
    await drawn(page);
    const [lon, lat] = [107.3, 39.55];
    const at = await pixelOf(page, lon, lat);
    await page.mouse.click(at.x, at.y);
    const result = page.getByTestId("lookup-result");
    await result.waitFor();
    const shown = new URL(page.url()).hash.match(/\/at\/([\d.]+),([\d.]+)\//);
    const found = await server.api(`/locate?lon=${shown[1]}&lat=${shown[2]}`);
    assert.equal(found.relation, "inside");
    const chain = await page.getByTestId("chain").innerText();
    for (const link of found.chain) assert.ok(chain.includes(link.name), link.name);
    await drawn(page);
    await screenshot(page, "lookup");
  }));

test("a typed position is converted from its datum, and one outside has the nearest grid", () =>
  onDesk({}, async (page) => {
    const form = page.getByTestId("lookup-form");
    await form.getByRole("textbox").fill("107.98022, 39.09374");
    await form.getByRole("combobox").selectOption("gcj02");
    await form.getByRole("button").click();
    const result = page.getByTestId("lookup-result");
    const found = await server.api("/locate?lon=107.98022&lat=39.09374&datum=gcj02");
    await page.getByTestId("detail").getByText(found.grid.code).waitFor();
    assert.match(await result.innerText(), /GCJ-02/);

    await form.getByRole("textbox").fill("108.95, 39.5");
    await form.getByRole("combobox").selectOption("cgcs2000");
    await form.getByRole("button").click();
    await result.locator("[data-relation=nearest]").waitFor();
    assert.match(await result.innerText(), /km/);
    await drawn(page);
    await screenshot(page, "nearest");

    await form.getByRole("textbox").fill("somewhere");
    await form.getByRole("button").click();
    await form.getByRole("alert").waitFor();
  }));

test("service points are signs near and dots far off, and the nearest of each kind are listed", () =>
  onDesk({ hash: "#/?heat=off&map=107.98022,39.09374,13" }, async (page) => {
    const shown = (layer) =>
      page.evaluate((id) => {
        const { map } = window.__wangge;
        if (!map.getLayer(id)) return [];
        const found = map.queryRenderedFeatures({ layers: [id] });
        return [...new Set(found.map((feature) => feature.properties.code))];
      }, layer);
    await page.getByLabel("图层").click();
    await page.getByTestId("layer-incidents").uncheck();
    assert.deepEqual(await shown("service-point"), []);
    await page.getByTestId("layer-services").check();
    await page.getByLabel("图层").click();
    const { features } = await server.api("/services");
    const police = features.find((feature) => feature.id === "S150624100-01");
    await eventually(async () => {
      const codes = await shown("service-point");
      assert.ok(codes.includes(police.id) && codes.length >= 6, codes.join());
    });
    await drawn(page);
    const at = await pixelOf(page, ...police.geometry.coordinates);
    await page.mouse.move(at.x, at.y);
    await page.locator(".tip").getByText(police.properties.name).waitFor();
    await page.getByText("图例", { exact: true }).click();
    await screenshot(page, "services");
    await page.getByText("图例", { exact: true }).click();

    await page.mouse.click(at.x, at.y);
    const near = page.getByTestId("near-services");
    const [lon, lat] = police.geometry.coordinates;
    const { items } = await server.api(
      `/services/nearest?lon=${lon}&lat=${lat}&each_kind=true&count=1`,
    );
    await near
      .getByRole("listitem")
      .nth(items.length - 1)
      .waitFor();
    const rows = await near.getByRole("listitem").allInnerTexts();
    assert.equal(rows.length, 7);
    assert.ok(rows[0].includes(police.properties.name) && /\b0 m/.test(rows[0]), rows[0]);
    for (const [i, item] of items.entries()) assert.ok(rows[i].includes(item.name ?? "安睦隆"));

    // A row brings its place into sight beside the position.
    const last = items.at(-1);
    await near.getByRole("button").last().click();
    await eventually(async () => assert.ok((await shown("service-point")).includes(last.code)));
    await drawn(page);
    await screenshot(page, "services-near");

    await page.evaluate(() => window.__wangge.map.jumpTo({ center: [107.7, 39.2], zoom: 7.5 }));
    await drawn(page);
    assert.deepEqual(await shown("service-point"), []);
    assert.ok((await shown("service-dot")).length > features.length / 2);
    await screenshot(page, "services-far");
  }));

test("period and category narrow map, list, figures, histogram and heat alike", () =>
  onDesk({}, async (page) => {
    await page.getByTestId("period-preset-all").click();
    await eventually(async () => assert.equal(await count(page, "figure-total"), 20000));
    await page.getByTestId("category-filter").locator("summary").click();
    await page.getByLabel("消防隐患").check();
    await page.keyboard.press("Escape");
    const query = `category=${encodeURIComponent("消防隐患")}`;
    const { total } = await server.api(`/incidents?${query}&limit=1`);
    assert.ok(total > 0 && total < 20000);
    await eventually(async () => {
      assert.equal(await count(page, "figure-total"), total);
      assert.equal(await count(page, "worklist-total"), total);
      const points = await page.evaluate(() =>
        window.__wangge.map
          .getSource("incidents")
          .getData()
          .then((data) => data.features.length),
      );
      assert.equal(points, total);
    });
    await eventually(async () => {
      const legend = await page.getByTestId("heat-legend").innerText();
      assert.ok(legend.replace(/\s/g, "").includes(`${total}起`), legend);
    });
    await drawn(page);
    await screenshot(page, "filtered");
  }));

test("a window narrows everything to its times, and one that cannot be read changes nothing", () =>
  onDesk({}, async (page, desk) => {
    await page.getByTestId("period-preset-all").click();
    const menu = page.getByTestId("window-filter");
    await menu.locator("summary").click();
    await menu.getByText("夜间", { exact: true }).click();
    const total = async (window) => {
      const query = `window=${encodeURIComponent(window)}`;
      return (await server.api(`/incidents?${query}&limit=1`)).total;
    };
    const nights = await total("22:00-06:00");
    assert.ok(nights > 0 && nights < 20000);
    await eventually(async () => {
      assert.equal(await count(page, "figure-total"), nights);
      assert.equal(await count(page, "worklist-total"), nights);
    });
    await menu.getByLabel("自定义时段").fill("夜半");
    await menu.getByRole("button", { name: "应用" }).click();
    await menu.getByRole("alert").waitFor();
    assert.match(await menu.getByRole("alert").innerText(), /夜半/);
    assert.equal(await count(page, "figure-total"), nights);
    const isRefusal = (fault) => /422/.test(fault);
    assert.ok(desk.faults.length > 0 && desk.faults.every(isRefusal), desk.faults.join());
    desk.faults.length = 0;
    await menu.getByLabel("自定义时段").fill("sat,sun 08:00-12:00");
    await menu.getByRole("button", { name: "应用" }).click();
    const mornings = await total("sat,sun 08:00-12:00");
    await eventually(async () => assert.equal(await count(page, "figure-total"), mornings));
    assert.match(page.url(), /window=sat/);
  }));

test("the density plays frame by frame, and a frame is held until it is drawn", () =>
  onDesk({ hash: "#/?period=90d" }, async (page) => {
    await page.getByTestId("film-open").click();
    const label = page.getByTestId("film-label");
    await label.waitFor();
    const { frames } = await server.api("/heat/frames?from=2026-08-03&to=2026-10-31&step=week");
    const first = await label.innerText();
    assert.ok(
      frames.some((frame) => frame.label[0] === first),
      first,
    );
    await eventually(async () => assert.notEqual(await label.innerText(), first));
    await page.getByTestId("film-play").click();
    const slider = page.getByTestId("film-slider");
    assert.equal(await slider.getAttribute("max"), String(frames.length - 1));
    await slider.fill("0");
    assert.equal(await label.innerText(), frames[0].label[0]);
    await drawn(page);
    const shown = await page.evaluate(() => {
      const { map } = window.__wangge;
      const seen = ["film-0", "film-1"].find(
        (id) => map.getPaintProperty(id, "raster-opacity") !== 0,
      );
      return map.getSource(seen).tiles[0];
    });
    assert.match(shown, /from=2026-08-03/);
    await page.getByTestId("film-pace").selectOption("hour");
    await eventually(async () => assert.equal(await slider.getAttribute("max"), "23"));
    await screenshot(page, "film");
    await page.getByTestId("film-close").click();
    await drawn(page);
    assert.ok(await page.evaluate(() => window.__wangge.map.getLayer("heat") !== undefined));
  }));

test("a hot spot is opened as a trouble spot, noted, cleared and found again", () =>
  onDesk({ hash: "#/?period=90d&category=消防隐患" }, async (page) => {
    await page.getByTestId("hotspots-open").click();
    const first = page.getByTestId("hotspots").locator("li").first();
    const { features } = await server.api(
      `/heat/hotspots?by=grid&step=month&to=2026-10-31&category=${encodeURIComponent("消防隐患")}`,
    );
    await first.getByText(features[0].properties.line.zh).waitFor();
    await drawn(page);
    const outlines = await page.evaluate(() =>
      window.__wangge.map
        .getSource("hotspots")
        .getData()
        .then((data) => data.features.length),
    );
    assert.equal(outlines, features.length);
    await first.getByTestId("trouble-begin").click();
    await page.getByLabel("乱点名称").fill("镇区东片");
    await page.getByRole("button", { name: "开立", exact: true }).click();
    const events = page.getByTestId("trouble-events").locator("li");
    await events.first().waitFor();
    await page.getByTestId("trouble-note").fill("增设巡逻点");
    await page.getByRole("button", { name: "记录", exact: true }).click();
    await eventually(async () => assert.equal(await events.count(), 2));
    await page.getByTestId("trouble-clear").click();
    await page.getByTestId("trouble-reopen").waitFor();
    assert.equal(await events.count(), 3);
    await drawn(page);
    await screenshot(page, "trouble");
    const cleared = await server.api("/trouble-spots?state=cleared");
    assert.deepEqual(
      cleared.features.map((spot) => spot.properties.name),
      ["镇区东片"],
    );
    // Back to the list, and by its link again.
    await page.getByTestId("detail-close").click();
    await page.getByTestId("hotspots-open").click();
    await page.getByLabel("看已销号的").check();
    await page.getByTestId("troubles").getByText("镇区东片").click();
    await page.getByTestId("trouble-reopen").waitFor();
    assert.match(page.url(), /#\/trouble\/\d+/);
  }));

test("counts by area are a table and a map, and its public file tells no small number", () =>
  onDesk({}, async (page) => {
    await page.getByTestId("counts-open").click();
    const rows = page.getByTestId("counts").locator("tbody tr");
    const query = "from=2026-10-02&to=2026-10-31";
    const townships = await server.api(`/heat/aggregate?by=township&${query}`);
    await eventually(async () => {
      assert.equal(await rows.count(), 1 + townships.items.length);
      assert.ok((await rows.first().innerText()).includes(String(townships.total.count)));
    });
    const [most] = townships.items.toSorted((a, b) => b.rate - a.rate);
    assert.ok((await rows.nth(1).innerText()).includes(most.name));
    const drawnUnits = () =>
      page.evaluate(() => {
        const { map } = window.__wangge;
        const found = map.queryRenderedFeatures({ layers: ["count-fill"] });
        return [...new Set(found.map((feature) => feature.properties.code))].length;
      });
    await drawn(page);
    assert.equal(await drawnUnits(), townships.items.length);
    await screenshot(page, "counts");
    // A unit that is chosen on the map is marked in the table.
    const at = await pixelOf(page, 107.975, 39.09);
    await page.mouse.click(at.x, at.y);
    const { chain } = await server.api("/locate?lon=107.975&lat=39.09");
    const marked = page.locator('[data-testid="counts"] tr[aria-current="true"]');
    await marked.waitFor();
    const township = chain.find((link) => link.level === "township");
    assert.ok((await marked.innerText()).includes(township.name));
    await page.getByTestId("counts-by").selectOption("h3");
    await page.getByTestId("counts-measure").selectOption("previous");
    await page.getByText("对照期：").waitFor();
    await drawn(page);
    await screenshot(page, "counts-change");
    await page.getByTestId("counts-by").selectOption("village");
    const file = async (testid) => {
      const waiting = page.waitForEvent("download");
      await page.getByTestId(testid).click();
      const download = await waiting;
      return [download.suggestedFilename(), readFileSync(await download.path(), "utf8")];
    };
    const [[name, text], [internal, all]] = [
      await file("counts-public"),
      await file("counts-internal"),
    ];
    assert.deepEqual([name, internal], ["village.csv", "village-internal.csv"]);
    const told = (csv) =>
      csv.split("\n").filter((line) => /,(true|false),false,/.test(line)).length;
    assert.ok(told(text) < told(all), `${told(text)} of ${told(all)} villages`);
    assert.match(page.url(), /#\/counts/);
  }));

test("a bandwidth that fits is proposed and taken", () =>
  onDesk({}, async (page) => {
    const legend = page.getByTestId("heat-legend");
    await legend.locator("summary").click();
    await page.getByTestId("bandwidth-ask").click();
    const { cross_validated_m } = await server.api("/heat/bandwidth?from=2026-10-02&to=2026-10-31");
    const proposals = page.getByTestId("bandwidth-proposals");
    await eventually(async () => assert.equal(await proposals.getByRole("button").count(), 2));
    await proposals.getByRole("button").last().click();
    await eventually(async () => {
      const chosen = await page.getByTestId("heat-bandwidth").inputValue();
      assert.equal(Number(chosen), cross_validated_m);
    });
    assert.match(page.url(), new RegExp(`heat=${cross_validated_m}`));
  }));

test("one click assigns to the suggested grid; the server keeps who and when", () =>
  onDesk({}, async (page) => {
    await page.getByTestId("desk-select").selectOption("调度2");
    const row = page.getByTestId("worklist-row").first();
    const id = Number(await row.getAttribute("data-row"));
    const before = await count(page, "worklist-total");
    const { suggested } = await server.api(`/incidents/${id}`);
    await row.getByTestId("assign-button").click();
    await page.getByTestId("toast").waitFor();
    await eventually(async () => assert.equal(await count(page, "worklist-total"), before - 1));
    assert.equal(await page.locator(`[data-row="${id}"]`).count(), 0);
    const { assigned, status, events } = await server.api(`/incidents/${id}`);
    assert.equal(assigned.grid_code, suggested.grid_code);
    assert.equal(assigned.desk, "调度2");
    assert.equal(status, "assigned");
    assert.deepEqual(
      events.map((event) => event.kind),
      ["reported", "assigned"],
    );
    await page.getByTestId("tab-assigned").click();
    await page.locator(`[data-row="${id}"]`).click();
    await page.getByTestId("timeline").waitFor();
    assert.match(await page.getByTestId("assigned-grid").innerText(), /网格/);
    await drawn(page);
    await screenshot(page, "assigned");
  }));

test("an incident that changed meanwhile is not assigned over", () =>
  onDesk({}, async (page, desk) => {
    const row = page.getByTestId("worklist-row").nth(3);
    const id = await row.getAttribute("data-row");
    const { suggested } = await server.api(`/incidents/${id}`);
    const { features } = await server.api("/areas/grid");
    const other = features.find((f) => f.properties.code !== suggested.grid_code).properties.code;
    await server.api(`/incidents/${id}/assign`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ grid_code: other }),
    });
    await page.locator(`[data-row="${id}"]`).getByTestId("assign-button").click();
    await page.getByTestId("assign-error").waitFor();
    await screenshot(page, "conflict");
    assert.equal((await server.api(`/incidents/${id}`)).assigned.grid_code, other);
    // The refusal is what this test is about.
    const isRefusal = (fault) => /412/.test(fault);
    assert.ok(desk.faults.every(isRefusal), desk.faults.join("\n"));
    desk.faults.length = 0;
  }));

test("the key a assigns the incident that is open, once, and nothing that is out of sight", () =>
  onDesk({}, async (page) => {
    const rows = page.getByTestId("worklist-row");
    const [first, second] = [rows.nth(5), rows.nth(6)];
    const [a, b] = [await first.getAttribute("data-row"), await second.getAttribute("data-row")];
    await page.locator(`[data-row="${a}"]`).locator("button").first().click();
    await page.getByTestId("detail-assign").waitFor();
    await page.locator(`[data-row="${b}"]`).locator("button").first().click();
    await page.waitForFunction((id) => location.hash.includes(`/incident/${id}`), b);
    await page.goBack();
    await page.waitForFunction((id) => location.hash.includes(`/incident/${id}`), a);
    await page.getByTestId("detail-assign").waitFor();
    const status = async (id) => (await server.api(`/incidents/${id}`)).status;
    await page.evaluate(() => {
      const press = (repeat) =>
        document.body.dispatchEvent(
          new KeyboardEvent("keydown", { key: "a", bubbles: true, repeat }),
        );
      press(false);
      for (let i = 0; i < 20; i += 1) press(true);
    });
    await eventually(async () => assert.equal(await status(a), "assigned"));
    assert.equal(await status(b), "reported");
    // With an area open nothing in sight is meant.
    await page.evaluate(() => {
      location.hash = "#/area/grid/150624404498003";
    });
    await page.getByTestId("sheet-pdf").waitFor();
    await page.keyboard.press("a");
    assert.equal(await status(b), "reported");
  }));

test("a position with its numbers exchanged gets the reason, not an endless wait", () =>
  onDesk({}, async (page, desk) => {
    const form = page.getByTestId("lookup-form");
    await form.getByRole("textbox").fill("39.09, 107.98");
    await form.getByRole("button").click();
    await page.getByTestId("error").getByText("颠倒").waitFor();
    // The server's refusal is what this test is about.
    const isRefusal = (fault) => /422/.test(fault);
    assert.ok(desk.faults.every(isRefusal), desk.faults.join("\n"));
    desk.faults.length = 0;
  }));

test("the patrol sheet of the selected grid is downloaded in three formats", () =>
  onDesk({ hash: "#/area/grid/150624404498003?period=all" }, async (page) => {
    const magic = { pdf: "%PDF-", png: "\x89PNG", svg: "<svg" };
    for (const [format, start] of Object.entries(magic)) {
      const waiting = page.waitForEvent("download");
      await page.getByTestId(`sheet-${format}`).click();
      const download = await waiting;
      assert.match(download.suggestedFilename(), new RegExp(`巡逻区域图.*\\.${format}$`));
      const path = join(ARTEFACTS, `sheet.${format}`);
      await download.saveAs(path);
      assert.ok(readFileSync(path, "latin1").startsWith(start), format);
    }
    const text = execFileSync("pdftotext", [join(ARTEFACTS, "sheet.pdf"), "-"]).toString();
    assert.match(text, /棋盘井工业园区虚拟社区第3网格巡逻区域图/);
    assert.match(text, /示例数据/);
    await drawn(page);
    await screenshot(page, "area");
  }));

test("check-points are dropped, moved, added and ordered on the map, and printed so", () =>
  onDesk({ hash: "#/area/grid/150624404498003?period=all" }, async (page) => {
    const points = page.getByTestId("point");
    await points.first().waitFor();
    await drawn(page);
    await screenshot(page, "check-points");
    // Nothing of the panel is cut off at its side.
    const panel = page.getByTestId("check-points").locator("..");
    assert.ok(await panel.evaluate((one) => one.scrollWidth <= one.clientWidth));
    const proposed = await points.count();
    assert.ok(proposed >= 3, `${proposed} points`);
    const words = (row) => row.locator(".words").innerText();
    const middle = async () => {
      const { x, y, width, height } = await page.getByTestId("map").boundingBox();
      return [x + width / 2, y + height / 2];
    };

    const first = await words(points.first());
    await points.first().getByTestId("point-drop").click();
    await eventually(async () => assert.equal(await points.count(), proposed - 1));
    await page.getByTestId("point-keep").click();
    await eventually(async () => assert.equal(await points.count(), proposed));

    // Waiting for a place ends with Esc, which closes nothing else.
    await page.getByTestId("point-text").fill("校门口");
    await page.getByTestId("point-add").click();
    await page.getByText("请在地图上点选巡查点的位置").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("请在地图上点选巡查点的位置").waitFor({ state: "hidden" });
    assert.equal(await page.getByTestId("check-points").isVisible(), true);
    await page.getByTestId("point-add").click();
    await page.mouse.click(...(await middle()));
    await eventually(async () => assert.equal(await points.count(), proposed + 1));
    const own = points.filter({ hasText: "校门口" });
    await own.waitFor();

    // To the front, one place at a time; the order is then the person's. In front it has no button.
    const sooner = own.getByTestId("point-sooner");
    await eventually(async () => {
      await sooner.click({ timeout: 500 }).catch(() => undefined);
      assert.match(await words(points.first()), /校门口/);
    });
    await page.getByText("改回最短顺序").waitFor();

    const ground = await page.evaluate(() => window.__wangge.map.getCenter());
    const [x, y] = await middle();
    await own.getByTestId("point-move").click();
    await page.mouse.click(x + 60, y);
    const place = () =>
      page.evaluate(() => {
        const shown = window.__wangge.map.querySourceFeatures("patrol");
        const point = shown.find((one) => String(one.properties.id).startsWith("m:"));
        return point?.geometry.coordinates[0];
      });
    await eventually(async () => assert.ok((await place()) > ground.lng, await place()));
    assert.match(await words(points.first()), /校门口/, "it keeps its turn");
    await drawn(page);
    await screenshot(page, "check-points-changed");

    const waiting = page.waitForEvent("download");
    await page.getByTestId("sheet-pdf").click();
    const path = join(ARTEFACTS, "check-points.pdf");
    await (await waiting).saveAs(path);
    assert.match(execFileSync("pdftotext", [path, "-"]).toString(), /校门口/);

    await page.getByTestId("points-reset").click();
    await eventually(async () => assert.equal(await words(points.first()), first));
    // A notice tells the public of no check-point.
    await page.getByTestId("sheet-template").selectOption("notice");
    await page.getByText("这种模板不列巡查点").waitFor();
  }));

test("an atlas is printed from the dialog: progress, cancelling, the file", () =>
  onDesk({ hash: "#/area/township/150624103?period=90d" }, async (page) => {
    await page.getByTestId("atlas-open").click();
    const dialog = page.getByTestId("atlas");
    await dialog.getByText("木凯淖尔镇的全部网格").waitFor();
    await screenshot(page, "atlas");
    // Stopped at once, then made: the ten-odd sheets of the worst are few enough to wait for.
    await dialog.getByText("ZIP").click();
    await dialog.getByLabel("文件格式").selectOption("png");
    await page.getByTestId("atlas-start").click();
    await page.getByTestId("atlas-progress").waitFor();
    await screenshot(page, "atlas-progress");
    await page.getByTestId("atlas-cancel").click();
    await dialog.getByText("已取消").waitFor();
    await dialog.getByText("一份 PDF").click();
    await dialog.getByText("最差的 20 个网格").click();
    await page.keyboard.press("Enter");
    await page.getByTestId("atlas-download").waitFor({ timeout: 120_000 });
    await screenshot(page, "atlas-done");
    const waiting = page.waitForEvent("download");
    await page.getByTestId("atlas-download").click();
    const download = await waiting;
    assert.match(download.suggestedFilename(), /^巡逻图册-木凯淖尔镇-.*\.pdf$/);
    const path = join(ARTEFACTS, "atlas.pdf");
    await download.saveAs(path);
    const text = execFileSync("pdftotext", ["-l", "1", path, "-"]).toString();
    assert.match(text, /木凯淖尔镇巡逻图册/);
    // Esc closes the dialog alone, and the focus is where it was.
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await page.getByTestId("atlas-open").isVisible(), true);
    assert.ok(await page.getByTestId("atlas-open").evaluate((b) => b === document.activeElement));
  }));

test("what cannot be loaded says so, keeps what was there, and can be tried again", () =>
  onDesk({}, async (page, desk) => {
    await page.getByTestId("worklist-row").first().waitFor();
    const shown = await count(page, "figure-total");
    await page.route("**/api/v1/incidents/map*", (route) => route.abort());
    await page.getByTestId("period-preset-90d").click();
    await page.getByTestId("error").first().waitFor();
    assert.equal(await count(page, "figure-total"), shown);
    await screenshot(page, "error");
    await page.unroute("**/api/v1/incidents/map*");
    await page.getByTestId("retry").first().click();
    await eventually(async () => assert.notEqual(await count(page, "figure-total"), shown));
    assert.equal(await page.getByTestId("error").count(), 0);
    const isAborted = (fault) => /ERR_FAILED/.test(fault);
    assert.ok(desk.faults.every(isAborted), desk.faults.join("\n"));
    desk.faults.length = 0;
  }));

test("a period without incidents is said to be empty", () =>
  onDesk({ hash: "#/?from=2024-01-01&to=2024-01-31" }, async (page) => {
    await page.getByTestId("worklist").getByTestId("empty").waitFor();
    await page.getByTestId("heat-legend").getByTestId("empty").waitFor();
    await drawn(page);
    await screenshot(page, "empty");
  }));

test("the wall, the night and English have all that the desk has", () =>
  onDesk({ viewport: WALL, hash: "#/?period=all" }, async (page) => {
    await drawn(page);
    await screenshot(page, "wall");
    const light = await page.evaluate(() =>
      window.__wangge.map.getPaintProperty("paper", "background-color"),
    );
    await page.getByRole("button", { name: "语言" }).click();
    await page.getByTestId("worklist").getByText("Assign").first().waitFor();
    await page.getByRole("button", { name: "Light or dark" }).click();
    // The night has a map of its own.
    await eventually(async () => {
      const paper = await page.evaluate(() =>
        window.__wangge.map.getPaintProperty("paper", "background-color"),
      );
      assert.notEqual(paper, light);
    });
    await drawn(page);
    await screenshot(page, "wall-night-english");
  }));

test("the description of the API is a page", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.base}/api/docs`);
  await page.getByText("/api/v1/locate").first().waitFor();
  await screenshot(page, "docs");
  await context.close();
});

test("a desk without a single incident works", async () => {
  const bare = await startServer({ incidents: false });
  const desk = await openDesk(browser, bare.base);
  try {
    await desk.page.getByTestId("worklist").getByTestId("empty").waitFor();
    await drawn(desk.page);
    await screenshot(desk.page, "bare");
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
    await bare.stop();
  }
});
