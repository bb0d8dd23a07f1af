import { connect } from "@zerobus-gen/runtime";
import { withRows } from "../shapes/shapes.js";
import { type PacedClient, takePacedLoad } from "./pace.js";

takePacedLoad(({ endpoint }) => {
  const headersProvider = { headers: async () => ({}) };
  const client = connect({ tables: {}, endpoint, headersProvider });
  return withRows("12 columns", async (table, rows): Promise<PacedClient> => {
    const stream = await client.open(table);
    return {
      take: (index, acked) => {
        const row = rows[index % rows.length];
        if (row !== undefined) void stream.ingest(row).then(acked);
      },
      close: () => client.close(),
    };
  });
});
