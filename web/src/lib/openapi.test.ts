import { describe, expect, it } from "vitest";
import { readOpenApi } from "./openapi";

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "wangge", version: "0.1.0" },
  paths: {
    "/api/v1/incidents/{id}/assign": {
      parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }],
      post: {
        summary: "派单",
        requestBody: {
          content: { "application/json": { schema: { $ref: "#/components/schemas/Assign" } } },
        },
        responses: {
          "200": { description: "已派" },
          "404": { $ref: "#/components/responses/None" },
        },
      },
    },
  },
  components: {
    responses: { None: { description: "没有这个事件" } },
    schemas: {
      Assign: {
        type: "object",
        required: ["grid_code"],
        properties: {
          grid_code: { type: "string", description: "网格代码" },
          reason: { type: ["string", "null"] },
          again: { $ref: "#/components/schemas/Assign" },
          loop: { type: "array", items: { $ref: "#/components/schemas/Assign" } },
        },
      },
    },
  },
};

describe("readOpenApi", () => {
  const route = readOpenApi(DOCUMENT).groups[0]?.routes[0];

  it("groups by the resource when there is no tag", () => {
    expect(readOpenApi(DOCUMENT).groups.map((group) => group.name)).toEqual(["incidents"]);
  });

  it("follows references in bodies and responses", () => {
    expect(
      route?.bodies[0]?.fields.map((field) => [field.name, field.type, field.required]),
    ).toEqual([
      ["grid_code", "string", true],
      ["reason", "string | null", false],
      ["again", "Assign", false],
      ["loop", "Assign[]", false],
    ]);
    expect(route?.responses[1]?.text).toBe("没有这个事件");
  });

  it("takes parameters of the path into every route of it", () => {
    expect(route?.parameters.map((row) => `${row.place} ${row.name}`)).toEqual(["path id"]);
  });

  it("reads a document that is none as empty", () => {
    for (const nothing of [null, 3, "x", [], {}]) expect(readOpenApi(nothing).groups).toEqual([]);
  });
});
