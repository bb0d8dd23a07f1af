import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { checks } from "../../packages/generator/src/doctor/checks.js";
import { diagnose } from "../../packages/generator/src/doctor/diagnose.js";
import type { NamedFinding } from "../../packages/generator/src/doctor/finding.js";
import type {
  DoctorContext,
  DoctorProject,
  Environment,
} from "../../packages/generator/src/doctor/project.js";
import { readSources } from "../../packages/generator/src/source/read-sources.js";
import { ORDERS, ORDERS_INFO } from "./shop.js";

/** What a workspace answers; each absent: as one answers that has nothing against it. */
export interface Answers {
  readonly token?: Answer | undefined;
  readonly tableToken?: Answer | undefined;
  readonly table?: Answer | undefined;
  /** By kind of object: `catalog`, `schema`, `table`. */
  readonly permissions?: (kind: string) => Answer | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A status with a JSON body; text as it is; or nothing at all, ever. */
export type Answer = readonly [status: number, body: unknown] | "silence";

/** A workspace on this machine that answers as told. */
export interface ScriptedWorkspace {
  readonly url: string;
  /** Each request: method, path, and the form where there is one. */
  readonly asked: readonly string[];
}

export async function scriptedWorkspace(answers: Answers = {}): Promise<ScriptedWorkspace> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString("utf8");
    const { pathname } = new URL(request.url ?? "", "http://local");
    asked.push(`${request.method} ${request.url} ${body}`);
    const answer = answerTo(pathname, body, answers);
    if (answer === "silence") return;
    response.writeHead(answer[0], answers.headers);
    response.end(typeof answer[1] === "string" ? answer[1] : JSON.stringify(answer[1]));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function answerTo(path: string, body: string, answers: Answers): Answer {
  if (path === "/oidc/v1/token") {
    const wanted = body.includes("authorization_details") ? answers.tableToken : answers.token;
    return wanted ?? [200, { access_token: "t0ken-s3cret", expires_in: 3600 }];
  }
  const [, kind] = /effective-permissions\/(\w+)\//.exec(path) ?? [];
  if (kind !== undefined) return answers.permissions?.(kind) ?? [403, { error_code: "PERMISSION_DENIED" }];
  return answers.table ?? [200, ORDERS_INFO];
}

/** Whom the tests write as. */
export const PRINCIPAL: Environment = {
  DATABRICKS_CLIENT_ID: "0c5c-77",
  DATABRICKS_CLIENT_SECRET: "dose-s3cret",
};

/** What the doctor finds, checked to show nothing that nobody may see. */
export async function findingsOf(
  environment: Environment,
  project: Partial<DoctorProject> = {},
  rest: Partial<DoctorContext> & { readonly only?: readonly string[] } = {},
): Promise<readonly NamedFinding[]> {
  const address = environment.ZEROBUS_EMULATOR_HOST ?? environment.DATABRICKS_HOST ?? "";
  const { only, ...given } = rest;
  const heard: NamedFinding[] = [];
  const findings = await diagnose(
    {
      project: {
        configPath: "zerobus.config.ts",
        lockPath: "zerobus.lock.json",
        lockText: "{}",
        staleFiles: [],
        tables: [{ name: ORDERS.name, schema: ORDERS }],
        ...project,
      },
      environment,
      nodeVersion: "20.0.0",
      now: Date.now,
      readTable: (table, signal) =>
        readSources([table], {
          catalog: () => ({
            host: address.includes("://") ? address : `http://${address}`,
            credentials: { clientId: "0c5c-77", clientSecret: "dose-s3cret" },
          }),
          patience: { delay: async () => {} },
          signal,
        }),
      compare: () => [],
      timeoutMs: 2_000,
      ...given,
    },
    (finding) => heard.push(finding),
    checks.filter(({ name }) => only === undefined || only.includes(name)),
  );
  const text = JSON.stringify(findings);
  for (const secret of ["s3cret", Buffer.from("0c5c-77:dose-s3cret").toString("base64")]) {
    if (text.includes(secret)) throw new Error(`a secret is shown: ${text}`);
  }
  if (heard.length !== findings.length) throw new Error("not all findings were told at once");
  return findings;
}

/** The findings of one check, as lines: mark and message. */
export function linesOf(findings: readonly NamedFinding[], check: string): readonly string[] {
  return findings
    .filter((finding) => finding.check === check)
    .map(({ mark, message }) => `${mark}: ${message}`);
}

/** The mends of one check. */
export function mendsOf(findings: readonly NamedFinding[], check: string): string {
  return findings
    .filter((finding) => finding.check === check)
    .flatMap(({ mend }) => mend ?? [])
    .join("\n");
}
