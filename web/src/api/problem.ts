/** A request that did not succeed: the server's own problem document, or why there was none. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly field: string | undefined;

  constructor(parts: {
    status: number;
    code: string;
    title?: string;
    detail?: string;
    field?: string | undefined;
  }) {
    super(parts.title ?? parts.code);
    this.name = "ApiProblem";
    this.status = parts.status;
    this.code = parts.code;
    this.title = parts.title ?? "";
    this.detail = parts.detail ?? "";
    this.field = parts.field;
  }

  /** No answer came at all. */
  static unreachable(): ApiProblem {
    return new ApiProblem({ status: 0, code: "unreachable" });
  }

  static from(status: number, body: unknown): ApiProblem {
    const document = typeof body === "object" && body !== null ? body : {};
    const text = (key: string): string | undefined => {
      const value: unknown = Reflect.get(document, key);
      return typeof value === "string" ? value : undefined;
    };
    return new ApiProblem({
      status,
      code: text("code") ?? "unexpected",
      title: text("title") ?? "",
      detail: text("detail") ?? "",
      field: text("field"),
    });
  }
}

export function asProblem(reason: unknown): ApiProblem {
  if (reason instanceof ApiProblem) return reason;
  return new ApiProblem({ status: 0, code: "unexpected", detail: String(reason) });
}
