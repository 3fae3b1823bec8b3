#include "tests/support/cutting_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

#include "tests/support/loopback.h"

namespace indgang::testing {
namespace {

constexpr int kConnections = 32;
// How long it may take to notice that the proxy is stopping, in milliseconds.
constexpr int kPollMillis = 50;

}  // namespace

CuttingProxy::CuttingProxy(const std::string& upstream, std::uint64_t seed, int most_bytes)
    : upstream_port_(PortOf(upstream)), most_bytes_(most_bytes) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  if (listener_ < 0 || bind(listener_, reinterpret_cast<sockaddr*>(&at), size) != 0 || listen(listener_, 128) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size) != 0) {
    std::cerr << "the proxy cannot listen\n";
    std::abort();
  }
  address_ = "127.0.0.1:" + std::to_string(ntohs(at.sin_port));
  for (int i = 0; i < kConnections; ++i) {
    threads_.emplace_back([this, seed, i] { Serve(seed * kConnections + static_cast<std::uint64_t>(i)); });
  }
}

CuttingProxy::~CuttingProxy() {
  stopping_ = true;
  shutdown(listener_, SHUT_RDWR);  // wakes those that accept
  for (std::thread& thread : threads_) thread.join();
  close(listener_);
}

void CuttingProxy::Serve(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  while (!stopping_) {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    PassOn(client, static_cast<std::int64_t>(random() % static_cast<unsigned>(most_bytes_)), random() % 2 == 0);
  }
}

void CuttingProxy::PassOn(int client, std::int64_t allowance, bool reset) {
  const int server = ConnectTo(upstream_port_);
  bool open = server >= 0;
  char buffer[16'384];
  while (open && !stopping_) {
    pollfd ends[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
    poll(ends, 2, kPollMillis);
    for (int from = 0; from < 2 && open; ++from) {
      if (ends[from].revents == 0) continue;
      const ssize_t got = recv(ends[from].fd, buffer, sizeof buffer, 0);
      if (got <= 0) {
        open = false;
        break;
      }
      const long passed = std::min<std::int64_t>(got, allowance);
      allowance -= passed;
      open = WriteAll(ends[1 - from].fd, buffer, passed);
      if (passed < got) {
        ++cuts_;
        open = false;
      }
    }
  }
  if (server >= 0) CloseSocket(server, reset);
  CloseSocket(client, reset);
}

}  // namespace indgang::testing
