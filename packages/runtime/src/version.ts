/** Version of this package, as it identifies itself to the service. A test holds it to package.json's. */
export const VERSION = "0.1.0";
