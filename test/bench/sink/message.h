/* What clients send, read as they write it, and its rows counted. The same as message.ts. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { IS_CREATION = -1 };

static uint64_t rows, bytes;

static void give_up(const char *why) {
  fprintf(stderr, "sink: %s\n", why);
  exit(1);
}

static uint64_t read_varint(const uint8_t **at, const uint8_t *end) {
  uint64_t value = 0;
  for (int shift = 0; *at < end && shift < 64; shift += 7) {
    uint8_t byte = *(*at)++;
    value |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  give_up("a number without an end");
  return 0;
}

/* Rows of a batch, in either format: fields with the number 1. */
static void count_rows(const uint8_t *at, const uint8_t *end) {
  while (at < end) {
    if (*at++ != 0x0a) give_up("a batch with something else than rows");
    uint64_t size = read_varint(&at, end);
    if (size > (uint64_t)(end - at)) give_up("a row that is longer than its batch");
    at += size;
    bytes += size;
    rows++;
  }
}

/* Gives the offset of the rows in a message, or IS_CREATION. */
static int64_t read_message(const uint8_t *at, uint32_t size) {
  const uint8_t *end = at + size;
  if (size == 0) give_up("an empty request");
  uint8_t kind = *at++;
  if (read_varint(&at, end) != (uint64_t)(end - at)) give_up("a request that is not one field");
  if (kind == 0x0a) return IS_CREATION;
  if (at == end || *at++ != 0x08) give_up("rows without an offset");
  int64_t offset = read_varint(&at, end);
  if (at == end || (*at != 0x12 && *at != 0x1a)) give_up("neither protobuf nor JSON");
  at++;
  uint64_t content = read_varint(&at, end);
  if (content != (uint64_t)(end - at)) give_up("rows that do not fill their request");
  if (kind == 0x12) {
    rows++;
    bytes += content;
  } else if (kind == 0x1a) {
    count_rows(at, end);
  } else {
    give_up("an unknown request");
  }
  return offset;
}
