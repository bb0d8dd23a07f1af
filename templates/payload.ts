/** What the values of a VARIANT are, as its user declares it: `variants: { variant: { type: "Payload", from: … } }`. */
export interface Payload {
  readonly kind: string;
  readonly tags?: readonly string[];
}
