/** An OpenAPI 3.1 document, reduced to what the readable page shows. */

type Json = Record<string, unknown>;

export interface Row {
  name: string;
  /** Where a parameter goes (path, query, header); empty for a field of a body. */
  place: string;
  type: string;
  required: boolean;
  text: string;
}

export interface Body {
  media: string;
  type: string;
  fields: Row[];
}

export interface Route {
  id: string;
  method: string;
  path: string;
  summary: string;
  text: string;
  parameters: Row[];
  bodies: Body[];
  responses: { status: string; text: string; bodies: Body[] }[];
}

export interface Group {
  name: string;
  text: string;
  routes: Route[];
}

export interface Reference {
  title: string;
  version: string;
  text: string;
  groups: Group[];
}

const METHODS = ["get", "post", "put", "patch", "delete"];

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;
const object = (value: unknown): Json => (isObject(value) && !Array.isArray(value) ? value : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");

function resolve(root: Json, value: unknown): Json {
  let node = object(value);
  // A chain of references is short in a sound document; the bound keeps a circle from hanging us.
  for (let hops = 0; hops < 8 && typeof node.$ref === "string"; hops += 1) {
    let target: unknown = root;
    for (const step of node.$ref.replace(/^#\//, "").split("/")) {
      target = object(target)[step.replaceAll("~1", "/").replaceAll("~0", "~")];
    }
    node = object(target);
  }
  return node;
}

export function typeOf(root: Json, value: unknown, depth = 0): string {
  const raw = object(value);
  if (typeof raw.$ref === "string" && depth > 0) return raw.$ref.split("/").at(-1) ?? "object";
  const schema = resolve(root, raw);
  const branches = [...list(schema.oneOf), ...list(schema.anyOf), ...list(schema.allOf)];
  if (branches.length > 0) {
    return [...new Set(branches.map((branch) => typeOf(root, branch, depth + 1)))].join(" | ");
  }
  if (Array.isArray(schema.enum)) return schema.enum.map((v) => JSON.stringify(v)).join(" | ");
  const types = Array.isArray(schema.type) ? schema.type.map(String) : [text(schema.type)];
  const names = types.map((type) => {
    if (type === "array") return `${typeOf(root, schema.items, depth + 1)}[]`;
    if (type === "") return schema.properties ? "object" : "any";
    return schema.format && type !== "null" ? `${type} (${text(schema.format)})` : type;
  });
  return names.join(" | ");
}

function fieldsOf(root: Json, value: unknown): Row[] {
  let schema = resolve(root, value);
  if (schema.items) schema = resolve(root, schema.items);
  const parts = list(schema.allOf).length > 0 ? list(schema.allOf) : [schema];
  return parts.flatMap((part) => {
    const whole = resolve(root, part);
    const required = new Set(list(whole.required).map(String));
    return Object.entries(object(whole.properties)).map(([name, property]) => ({
      name,
      place: "",
      type: typeOf(root, property, 1),
      required: required.has(name),
      text: text(object(property).description) || text(resolve(root, property).description),
    }));
  });
}

function bodiesOf(root: Json, content: unknown): Body[] {
  return Object.entries(object(content)).map(([media, entry]) => {
    const schema = object(entry).schema;
    return { media, type: typeOf(root, schema, 1), fields: fieldsOf(root, schema) };
  });
}

function routeOf(root: Json, path: string, method: string, item: Json): Route {
  const operation = object(item[method]);
  const parameters = [...list(item.parameters), ...list(operation.parameters)].map((entry) => {
    const parameter = resolve(root, entry);
    return {
      name: text(parameter.name),
      place: text(parameter.in),
      type: typeOf(root, parameter.schema, 1),
      required: parameter.required === true,
      text: text(parameter.description),
    };
  });
  const responses = Object.entries(object(operation.responses)).map(([status, entry]) => {
    const response = resolve(root, entry);
    return {
      status,
      text: text(response.description),
      bodies: bodiesOf(root, response.content),
    };
  });
  return {
    id: `${method}-${path.replaceAll(/\W+/g, "-")}`,
    method: method.toUpperCase(),
    path,
    summary: text(operation.summary),
    text: text(operation.description),
    parameters,
    bodies: bodiesOf(root, resolve(root, operation.requestBody).content),
    responses,
  };
}

/** Grouped by tag; a route without one stands under the first segment that names a resource. */
export function readOpenApi(document: unknown): Reference {
  const root = object(document);
  const info = object(root.info);
  const groups = new Map<string, Group>();
  for (const tag of list(root.tags).map(object)) {
    const name = text(tag.name);
    groups.set(name, { name, text: text(tag.description), routes: [] });
  }
  for (const [path, entry] of Object.entries(object(root.paths))) {
    const item = object(entry);
    for (const method of METHODS) {
      if (!isObject(item[method])) continue;
      const tag = text(list(object(item[method]).tags)[0]);
      const name = tag || (path.replace(/^\/api\/v\d+/, "").split(/[/.]/)[1] ?? "") || "/";
      const group = groups.get(name) ?? { name, text: "", routes: [] };
      group.routes.push(routeOf(root, path, method, item));
      groups.set(name, group);
    }
  }
  return {
    title: text(info.title),
    version: text(info.version),
    text: text(info.description),
    groups: [...groups.values()].filter((group) => group.routes.length > 0),
  };
}
