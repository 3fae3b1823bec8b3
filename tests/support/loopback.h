// Plain TCP on this machine, for tests that speak to the service below gRPC.
#ifndef INDGANG_TESTS_SUPPORT_LOOPBACK_H_
#define INDGANG_TESTS_SUPPORT_LOOPBACK_H_

#include <string>

namespace indgang::testing {

// The port in "127.0.0.1:43211".
int PortOf(const std::string& address);

// A socket connected to the port, -1 when nobody listens. The caller closes it.
int ConnectTo(int port);

// Closes the socket; with `reset` the other end sees a reset instead of an orderly end.
void CloseSocket(int socket, bool reset);

// Whether all could be written.
bool WriteAll(int socket, const char* bytes, long size);

}  // namespace indgang::testing

#endif  // INDGANG_TESTS_SUPPORT_LOOPBACK_H_
