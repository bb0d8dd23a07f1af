/*
 * A gRPC server that counts rows and does nothing else: enough HTTP/2 in plain text for the clients that are compared,
 * in one thread, so that it is never what limits them. Prints its port, then takes a command a line:
 *
 *   count    prints {"rows":…,"bytes":…} of all that came so far
 *   hold     acks nothing from here on
 *   release  acks what was held, and from there on once a read of the socket
 *
 * It ends with its standard input. Whatever it does not understand ends it, with a message: the figures would be wrong.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "message.h"

enum { MOST_CONNECTIONS = 30, MOST_STREAMS = 32, INPUT = 1 << 21, OUTPUT = 1 << 16, ACK = 32 };
enum { STREAM_WINDOW = 16 << 20, CONNECTION_WINDOW = 32 << 20, FIRST_WINDOW = 65535 };
enum { DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION };
enum { END_STREAM = 1, IS_ACK = 1, END_HEADERS = 4, PADDED = 8 };

struct stream {
  uint32_t id; /* 0 where there is none */
  int is_over;
  uint8_t prefix[5]; /* compressed or not, and the length of the message */
  uint32_t prefix_bytes;
  uint8_t *message;
  uint32_t size, got, capacity;
  int64_t received, acked; /* offsets */
  int64_t window;          /* what may be sent to the client */
  uint32_t taken;          /* what the client has not been given back of its window */
};

struct connection {
  int socket;
  int is_greeted;
  uint8_t *in;
  uint32_t in_bytes;
  uint8_t out[OUTPUT];
  uint32_t out_bytes;
  int64_t window, first_window;
  uint32_t taken;
  struct stream streams[MOST_STREAMS];
};

static struct connection *connections[MOST_CONNECTIONS];
static int is_held;

static uint32_t read_u32(const uint8_t *at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void put(struct connection *c, const void *what, uint32_t size) {
  if (c->out_bytes + size > OUTPUT) give_up("a client that does not read");
  memcpy(c->out + c->out_bytes, what, size);
  c->out_bytes += size;
}

static void put_frame(struct connection *c, int type, int flags, uint32_t id, const void *payload, uint32_t size) {
  uint8_t head[9] = {size >> 16, size >> 8, size, type, flags, id >> 24, id >> 16, id >> 8, id};
  put(c, head, sizeof head);
  if (size > 0) put(c, payload, size);
}

static void put_window(struct connection *c, uint32_t id, uint32_t size) {
  uint8_t payload[4] = {size >> 24, size >> 16, size >> 8, size};
  put_frame(c, WINDOW_UPDATE, 0, id, payload, sizeof payload);
}

static void flush(struct connection *c) {
  uint32_t sent = 0;
  while (sent < c->out_bytes) {
    ssize_t n = send(c->socket, c->out + sent, c->out_bytes - sent, 0);
    if (n < 0) break;
    sent += n;
  }
  memmove(c->out, c->out + sent, c->out_bytes - sent);
  c->out_bytes -= sent;
}

/* An ack covers all before it: one for which there is no room is made up for by the next. */
static void put_ack(struct connection *c, struct stream *s) {
  if (s->received <= s->acked || s->window < ACK || c->window < ACK || c->out_bytes > OUTPUT / 2) return;
  uint8_t message[ACK] = {0, 0, 0, 0, 0, 0x12, 0, 0x08};
  uint32_t size = 8;
  uint64_t offset = s->received;
  do message[size++] = (offset & 0x7f) | (offset > 0x7f ? 0x80 : 0);
  while (offset >>= 7);
  message[4] = size - 5;
  message[6] = size - 7;
  put_frame(c, DATA, 0, s->id, message, size);
  s->window -= size;
  c->window -= size;
  s->acked = s->received;
}

static void take_message(struct connection *c, struct stream *s, const uint8_t *at, uint32_t size) {
  static const uint8_t created[] = {0, 0, 0, 0, 6, 0x0a, 4, 0x0a, 2, 's', '1'};
  int64_t offset = read_message(at, size);
  if (offset == IS_CREATION) {
    put_frame(c, DATA, 0, s->id, created, sizeof created);
    s->window -= sizeof created;
    c->window -= sizeof created;
  } else if (offset == s->received + 1) {
    s->received = offset;
  } else {
    give_up("an offset out of its turn");
  }
}

/* What lies in one piece is read where it lies. */
static void take_data(struct connection *c, struct stream *s, const uint8_t *at, uint32_t size) {
  while (size > 0) {
    if (s->prefix_bytes < sizeof s->prefix) {
      s->prefix[s->prefix_bytes++] = *at++;
      size--;
      if (s->prefix_bytes < sizeof s->prefix) continue;
      if (s->prefix[0] != 0) give_up("a compressed message");
      s->size = read_u32(s->prefix + 1);
      s->got = 0;
    }
    uint32_t piece = s->size - s->got < size ? s->size - s->got : size;
    if (piece == s->size) {
      take_message(c, s, at, piece);
      s->prefix_bytes = 0;
    } else {
      if (s->capacity < s->size) s->message = realloc(s->message, s->capacity = s->size);
      memcpy(s->message + s->got, at, piece);
      s->got += piece;
      if (s->got == s->size) {
        take_message(c, s, s->message, s->size);
        s->prefix_bytes = 0;
      }
    }
    at += piece;
    size -= piece;
  }
}

static struct stream *stream_of(struct connection *c, uint32_t id) {
  for (int i = 0; i < MOST_STREAMS; i++)
    if (c->streams[i].id == id) return &c->streams[i];
  return NULL;
}

static void open_stream(struct connection *c, uint32_t id) {
  static const uint8_t headers[] = "\x88\x0f\x10\x10" "application/grpc"; /* :status 200, content-type */
  struct stream *s = stream_of(c, 0);
  if (s == NULL) give_up("too many streams");
  *s = (struct stream){.id = id, .message = s->message, .capacity = s->capacity, .received = -1, .acked = -1,
                       .window = c->first_window};
  put_frame(c, HEADERS, END_HEADERS, id, headers, sizeof headers - 1);
}

static void end_stream(struct connection *c, struct stream *s) {
  static const uint8_t trailers[] = "\0\x0b" "grpc-status" "\x01" "0";
  put_ack(c, s);
  put_frame(c, HEADERS, END_HEADERS | END_STREAM, s->id, trailers, sizeof trailers - 1);
  s->id = 0;
}

static void take_settings(struct connection *c, const uint8_t *at, uint32_t size) {
  for (uint32_t i = 0; i + 6 <= size; i += 6) {
    if ((at[i] << 8 | at[i + 1]) != 4) continue; /* SETTINGS_INITIAL_WINDOW_SIZE */
    int64_t window = read_u32(at + i + 2);
    for (int k = 0; k < MOST_STREAMS; k++) c->streams[k].window += window - c->first_window;
    c->first_window = window;
  }
  put_frame(c, SETTINGS, IS_ACK, 0, NULL, 0);
}

static void take_frame(struct connection *c, int type, int flags, uint32_t id, const uint8_t *at, uint32_t size) {
  struct stream *s = id == 0 ? NULL : stream_of(c, id);
  if (type == HEADERS && s == NULL) open_stream(c, id);
  if (type == SETTINGS && !(flags & IS_ACK)) take_settings(c, at, size);
  if (type == PING && !(flags & IS_ACK)) put_frame(c, PING, IS_ACK, 0, at, size);
  if (type == RST_STREAM && s != NULL) s->id = 0;
  if (type == WINDOW_UPDATE && id == 0) c->window += read_u32(at);
  if (type == WINDOW_UPDATE && s != NULL) s->window += read_u32(at);
  if (type != DATA) return;
  if ((c->taken += size) >= CONNECTION_WINDOW / 2) put_window(c, 0, c->taken), c->taken = 0;
  if (s == NULL) return;
  if ((s->taken += size) >= STREAM_WINDOW / 2) put_window(c, id, s->taken), s->taken = 0;
  uint32_t padding = flags & PADDED ? 1 + at[0] : 0;
  take_data(c, s, flags & PADDED ? at + 1 : at, size - padding);
  if (flags & END_STREAM) s->is_over = 1;
}

/* Acks what may be, once for all that one read of the socket has brought. */
static void answer(struct connection *c) {
  for (int i = 0; i < MOST_STREAMS; i++) {
    struct stream *s = &c->streams[i];
    if (s->id == 0 || is_held) continue;
    put_ack(c, s);
    if (s->is_over) end_stream(c, s);
  }
  flush(c);
}

static int read_socket(struct connection *c) {
  ssize_t n = recv(c->socket, c->in + c->in_bytes, INPUT - c->in_bytes, 0);
  if (n <= 0) return n < 0 && errno == EAGAIN;
  const uint8_t *at = c->in, *end = c->in + c->in_bytes + n;
  if (!c->is_greeted) {
    if (end - at < 24) give_up("a client that does not greet in one piece");
    if (memcmp(at, "PRI * HTTP/2.0", 14) != 0) give_up("no HTTP/2");
    at += 24;
    c->is_greeted = 1;
  }
  while (end - at >= 9) {
    uint32_t size = (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
    if (end - at < 9 + (long)size) break;
    take_frame(c, at[3], at[4], read_u32(at + 5) & 0x7fffffff, at + 9, size);
    at += 9 + size;
  }
  c->in_bytes = end - at;
  memmove(c->in, at, c->in_bytes);
  answer(c);
  return 1;
}

static void greet(int listener) {
  static const uint8_t settings[6] = {0, 4, STREAM_WINDOW >> 24, STREAM_WINDOW >> 16 & 0xff, 0, 0};
  int one = 1, slot = 0, socket = accept(listener, NULL, NULL);
  while (slot < MOST_CONNECTIONS && connections[slot] != NULL) slot++;
  if (socket < 0 || slot == MOST_CONNECTIONS) give_up("a connection too many");
  fcntl(socket, F_SETFL, O_NONBLOCK);
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct connection *c = connections[slot] = calloc(1, sizeof *c);
  c->socket = socket;
  c->in = malloc(INPUT);
  c->window = c->first_window = FIRST_WINDOW;
  put_frame(c, SETTINGS, 0, 0, settings, sizeof settings);
  put_window(c, 0, CONNECTION_WINDOW - FIRST_WINDOW);
  flush(c);
}

static void hang_up(struct connection **slot) {
  struct connection *c = *slot;
  close(c->socket);
  for (int i = 0; i < MOST_STREAMS; i++) free(c->streams[i].message);
  free(c->in);
  free(c);
  *slot = NULL;
}

static void obey(void) {
  char line[64];
  ssize_t n = read(0, line, sizeof line - 1);
  if (n <= 0) exit(0);
  line[n] = 0;
  if (strcmp(line, "count\n") == 0) printf("{\"rows\":%llu,\"bytes\":%llu}\n", (unsigned long long)rows, (unsigned long long)bytes);
  else if (strcmp(line, "hold\n") == 0) is_held = 1, printf("{}\n");
  else if (strcmp(line, "release\n") == 0) is_held = 0, printf("{}\n");
  else give_up("an unknown command");
  fflush(stdout);
  for (int i = 0; i < MOST_CONNECTIONS; i++)
    if (connections[i] != NULL) answer(connections[i]);
}

int main(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  signal(SIGPIPE, SIG_IGN);
  if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 16) != 0) give_up("no port");
  getsockname(listener, (struct sockaddr *)&address, &size);
  printf("{\"port\":%d}\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    struct pollfd polled[2 + MOST_CONNECTIONS] = {{.fd = 0, .events = POLLIN}, {.fd = listener, .events = POLLIN}};
    for (int i = 0; i < MOST_CONNECTIONS; i++) {
      struct connection *c = connections[i];
      polled[2 + i] = (struct pollfd){.fd = c == NULL ? -1 : c->socket, .events = POLLIN};
      if (c != NULL && c->out_bytes > 0) polled[2 + i].events |= POLLOUT;
    }
    if (poll(polled, 2 + MOST_CONNECTIONS, -1) < 0) continue;
    for (int i = 0; i < MOST_CONNECTIONS; i++) {
      short events = polled[2 + i].revents;
      if (events & POLLOUT) flush(connections[i]);
      if (events & ~POLLOUT && !read_socket(connections[i])) hang_up(&connections[i]);
    }
    if (polled[1].revents) greet(listener);
    if (polled[0].revents) obey();
  }
}
