import {
  OtelSpans,
  type OtelSpansEvents,
  type OtelSpansInstrumentationScope,
  type OtelSpansResource,
  type OtelSpansRow,
} from "../../golden/otel_spans.js";
import type { Shape } from "./shape.js";

/** Spans of OpenTelemetry: 24 columns, with VARIANTs, lists of STRUCTs, and nanoseconds that no double can hold. */
export const spans: Shape<OtelSpansRow> = {
  name: "otel_spans",
  table: OtelSpans,
  row: (index) => {
    const startMs = 1_764_000_000_000 + index * 41;
    const startNanos = BigInt(startMs) * 1_000_000n + BigInt(index % 1_000) * 1_013n;
    const route = ["/cart", "/checkout", "/products/:id", "/login"][index % 4] ?? "/";
    return {
      record_id: `${id(index, 16)}-${id(index + 7, 16)}`,
      time: new Date(startMs),
      date: "2025-11-24",
      service_name: ["frontend", "cart", "payments"][index % 3],
      trace_id: id(index >> 3, 32),
      span_id: id(index, 16),
      parent_span_id: id(index + 1, 16),
      flags: 1,
      name: `GET ${route}`,
      kind: "SPAN_KIND_SERVER",
      start_time_unix_nano: startNanos,
      end_time_unix_nano: startNanos + 3_000_001n + BigInt(index % 5_000) * 997n,
      attributes: {
        "http.request.method": "GET",
        "http.route": route,
        "http.response.status_code": index % 50 === 0 ? 500 : 200,
        "server.address": "shop.example.com",
        "server.port": 443,
      },
      dropped_attributes_count: 0,
      events: Array.from({ length: index % 3 }, (_, at) => event(startNanos, index + at)),
      dropped_events_count: 0,
      links: [],
      dropped_links_count: 0,
      status: { code: index % 50 === 0 ? "STATUS_CODE_ERROR" : "STATUS_CODE_UNSET" },
      resource: resource(index % 20),
      resource_schema_url: "https://opentelemetry.io/schemas/1.37.0",
      instrumentation_scope: SCOPE,
    };
  },
};

const SCOPE: OtelSpansInstrumentationScope = {
  name: "@opentelemetry/instrumentation-http",
  version: "0.208.0",
  dropped_attributes_count: 0,
};

function resource(index: number): OtelSpansResource {
  const attributes = {
    "service.name": "shop",
    "service.instance.id": id(index, 32),
    "telemetry.sdk.language": "nodejs",
    "k8s.pod.name": `shop-7d4b9c-${id(index, 5)}`,
  };
  return { attributes, dropped_attributes_count: 0 };
}

function event(startNanos: bigint, index: number): OtelSpansEvents {
  return {
    time_unix_nano: startNanos + BigInt(index % 1_000) * 1_009n,
    name: "cache.miss",
    attributes: { "cache.key": `cart:${index}`, "cache.tier": index % 2 },
    dropped_attributes_count: 0,
  };
}

/** Hexadecimal digits that look random and are not. */
function id(index: number, length: number): string {
  let digits = "";
  for (let part = 0; digits.length < length; part++) {
    digits += (Math.imul(index + 1 + part * 65_537, 0x9e3779b1) >>> 0).toString(16).padStart(8, "0");
  }
  return digits.slice(0, length);
}
