import {
  Shipments,
  type ShipmentsDestination,
  type ShipmentsItems,
  type ShipmentsRow,
} from "../tables/shipments.js";
import type { Shape } from "./shape.js";

/** Thirty columns, five of them nested: STRUCTs of STRUCTs, lists and a map; about a kilobyte. */
export const shipments: Shape<ShipmentsRow> = {
  name: "30 columns, nested",
  table: Shipments,
  row: (index) => ({
    shipment_id: 9_000_000_000 + index * 31,
    order_id: 1_000_000_000 + index * 7_919,
    customer_id: 42_000 + index,
    created_at: new Date(1_764_000_000_000 + index * 1_234),
    updated_at: new Date(1_764_000_900_000 + index * 1_234),
    due_on: `2026-02-${String(1 + (index % 28)).padStart(2, "0")}`,
    status: ["packed", "on its way", "delivered"][index % 3] ?? "packed",
    carrier: ["DHL", "UPS", "La Poste"][index % 3],
    service: "express",
    tracking_number: `JD0146000${(index * 104_729) % 1_000_000_007}`,
    channel: index % 2 === 0 ? "web" : "store",
    campaign: `spring-${index % 20}`,
    currency: "EUR",
    subtotal: (10 + (index % 5_000) * 0.83).toFixed(2),
    tax: ((index % 500) * 0.19).toFixed(2),
    total: (10 + (index % 7_000) * 1.02).toFixed(2),
    parcels: 1 + (index % 4),
    priority: index % 3,
    weight: (index % 400) / 4,
    volume: (index % 64) / 32,
    is_gift: index % 5 === 0,
    is_insured: index % 2 === 0,
    email: `customer${index}@example.com`,
    note:
      index % 4 === 0
        ? "Bitte beim Nachbarn im Erdgeschoß abgeben, falls niemand da ist"
        : "leave at the door",
    user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    origin: address(index % 7),
    destination: address(index),
    items: Array.from({ length: 1 + (index % 4) }, (_, at) => item(index + at)),
    tags: ["fragile", "signature", `zone-${index % 12}`].slice(0, 1 + (index % 3)),
    attributes: { warehouse: `W${index % 30}`, wave: String(index % 100), route: `R-${index % 250}` },
  }),
};

function address(index: number): ShipmentsDestination {
  return {
    street: `${1 + (index % 180)} Rue de la République`,
    city: ["Lyon", "Genève", "Berlin", "Milano"][index % 4],
    postcode: String(10_000 + (index % 89_999)),
    country: ["FR", "CH", "DE", "IT"][index % 4],
    location: { latitude: 45 + (index % 1_000) / 128, longitude: 4 + (index % 1_000) / 256 },
  };
}

function item(index: number): ShipmentsItems {
  return {
    sku: `SKU-${index % 9_973}`,
    name: ["Teapot, enamelled", "Kettle", "Cup with saucer"][index % 3],
    quantity: 1 + (index % 3),
    price: ((index % 900) * 0.49 + 1).toFixed(2),
    discount: (index % 10) / 100,
  };
}
