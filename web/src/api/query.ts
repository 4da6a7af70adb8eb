import type { Filter } from "./types";

type Pair = [name: string, value: string | undefined];

/** The filter as query parameters; what is not set is left out, a list is joined by commas. */
export function pairs(filter: Filter): Pair[] {
  const categories = filter.category?.length ? filter.category.join(",") : undefined;
  return [
    ["from", filter.from],
    ["to", filter.to],
    ["window", filter.window],
    ["category", categories],
    ["status", filter.status],
    ["grid", filter.grid],
  ];
}

export function withQuery(path: string, parameters: readonly Pair[]): string {
  const query = parameters
    .filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== "")
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
  return query ? `${path}?${query}` : path;
}
