import { connect } from "@zerobus-gen/runtime";
import { Readings } from "../tables/readings.js";
import { job } from "./first-ack-job.js";

/** A program: the first ack with the runtime. */
const { endpoint } = job();
process.env.ZEROBUS_EMULATOR_HOST = new URL(endpoint).host;
await using zerobus = connect({ tables: { readings: Readings } });
await zerobus.tables.readings.ingest({ sensor_id: 1, at: new Date(), value: 20.5 });
process.stdout.write("acked\n");
