const DAY_MICROS = 86_400_000_000n;

/** A day in ISO 8601, `2026-11-23`; years beyond four digits have a sign and six of them at least. */
export function isoDay(daysSince1970: number): string {
  // Years begin in March here, so that a leap day comes last, and eras of 400 years at year 0.
  const days = Math.floor(daysSince1970) + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${isoYear(year)}-${digits(month, 2)}-${digits(day, 2)}`;
}

/** A time without a zone in ISO 8601, `2026-11-23T09:30:00.000001`; without what is zero behind the point. */
export function isoTime(microsSince1970: bigint): string {
  const rest = BigInt.asUintN(64, ((microsSince1970 % DAY_MICROS) + DAY_MICROS) % DAY_MICROS);
  const days = (microsSince1970 - rest) / DAY_MICROS;
  const seconds = Number(rest / 1_000_000n);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const fraction = digits(Number(rest % 1_000_000n), 6).replace(/0+$/, "");
  const time = clock.map((part) => digits(part, 2)).join(":");
  return `${isoDay(Number(days))}T${time}${fraction === "" ? "" : `.${fraction}`}`;
}

function isoYear(year: number): string {
  if (year >= 0 && year <= 9999) return digits(year, 4);
  return `${year < 0 ? "-" : "+"}${digits(Math.abs(year), 6)}`;
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, "0");
}
