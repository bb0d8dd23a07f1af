/** What the address of a workspace tells. */
export interface WorkspaceAddress {
  /** `cloud.databricks.com`, `azuredatabricks.net` or `gcp.databricks.com`; absent for another. */
  readonly domain?: string;
  /** On Azure and Google Cloud. */
  readonly workspaceId?: string;
  /** The console of the account, which has no tables. */
  readonly isAccount: boolean;
}

/** What the address of a Zerobus endpoint tells. */
export interface EndpointAddress {
  readonly workspaceId: string;
  readonly region: string;
  readonly domain: string;
}

const domains = ["cloud.databricks.com", "azuredatabricks.net", "gcp.databricks.com"];

/**
 * Regions with Zerobus, where the list is short enough to be known.
 * @see https://docs.databricks.com/aws/en/ingestion/zerobus-overview
 */
const awsRegions: ReadonlySet<string> = new Set(
  `us-east-1 us-east-2 us-west-2 ca-central-1 ap-southeast-1 ap-southeast-2 ap-northeast-1 ap-northeast-2 ap-south-1
  eu-central-1 eu-west-1 eu-west-2 sa-east-1`.split(/\s+/),
);

/** Reads the host of a workspace: `dbc-1.cloud.databricks.com`, `adb-123.4.azuredatabricks.net`. */
export function readWorkspaceHost(host: string): WorkspaceAddress {
  const domain = domains.find((known) => host.endsWith(`.${known}`));
  const [, azure] = /^adb-(\d+)\.\d+\.azuredatabricks\.net$/.exec(host) ?? [];
  const [, google] = /^(\d+)\.\d+\.gcp\.databricks\.com$/.exec(host) ?? [];
  const workspaceId = azure ?? google;
  return {
    ...(domain !== undefined && { domain }),
    ...(workspaceId !== undefined && { workspaceId }),
    isAccount: /^accounts\./.test(host),
  };
}

/** Reads the host of an endpoint: `{workspace id}.zerobus.{region}.{domain}`; nothing where it has another form. */
export function readEndpointHost(host: string): EndpointAddress | undefined {
  const [, workspaceId, region, domain] = /^(\d+)\.zerobus\.([a-z0-9-]+)\.(.+)$/.exec(host) ?? [];
  if (workspaceId === undefined || region === undefined || domain === undefined) return undefined;
  return domains.includes(domain) ? { workspaceId, region, domain } : undefined;
}

/** Whether Zerobus may well not be in the region of an endpoint. */
export function isUnknownRegion({ region, domain }: EndpointAddress): boolean {
  return domain === "cloud.databricks.com" && !awsRegions.has(region);
}
