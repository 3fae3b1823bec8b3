// A TCP proxy on this machine that cuts its connections at random points.
#ifndef INDGANG_TESTS_SUPPORT_CUTTING_PROXY_H_
#define INDGANG_TESTS_SUPPORT_CUTTING_PROXY_H_

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace indgang::testing {

// Passes bytes on in both directions. Each connection gets a random allowance of bytes; the byte after it is not passed
// on, and both ends see the connection closed or, as often, reset. May be used from any thread.
class CuttingProxy {
 public:
  // Connections to `address()` go to `upstream` ("127.0.0.1:43211") and pass at most `most_bytes` bytes, both
  // directions together. Serves up to 32 connections at a time. Aborts when it cannot listen.
  CuttingProxy(const std::string& upstream, std::uint64_t seed, int most_bytes);
  // Cuts what is open.
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  // "127.0.0.1:43212".
  const std::string& address() const { return address_; }
  // Connections it has cut.
  std::int64_t cuts() const { return cuts_; }

 private:
  void Serve(std::uint64_t seed);
  void PassOn(int client, std::int64_t allowance, bool reset);

  const int upstream_port_;
  const int most_bytes_;
  int listener_ = -1;
  std::string address_;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::int64_t> cuts_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace indgang::testing

#endif  // INDGANG_TESTS_SUPPORT_CUTTING_PROXY_H_
