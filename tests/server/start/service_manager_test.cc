#include "server/start/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

#include "gtest/gtest.h"
#include "tests/support/temporary_folder.h"

namespace indgang {
namespace {

// What systemd has at the other end.
class NotifySocket {
 public:
  // `name` begins with "@" for one that is in no folder.
  explicit NotifySocket(const std::string& name) : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name[0] == '@') address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(::bind(fd_, reinterpret_cast<const sockaddr*>(&address), length), 0) << std::strerror(errno);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~NotifySocket() {
    ::close(fd_);
    ::unsetenv("NOTIFY_SOCKET");
  }

  // The next message; "" when there is none.
  std::string Receive() {
    char buffer[100];
    const ssize_t count = ::recv(fd_, buffer, sizeof(buffer), 0);
    return count < 0 ? "" : std::string(buffer, static_cast<std::size_t>(count));
  }

 private:
  const int fd_;
};

TEST(ServiceManagerTest, StatesArriveAtTheSocketThatIsNamed) {
  const TemporaryFolder folder;
  for (const std::string& name : {folder.Path("notify"), "@indgang-test-" + std::to_string(::getpid())}) {
    NotifySocket socket(name);
    NotifyServiceManager("READY=1");
    NotifyServiceManager("STOPPING=1");
    EXPECT_EQ(socket.Receive(), "READY=1") << name;
    EXPECT_EQ(socket.Receive(), "STOPPING=1") << name;
    EXPECT_EQ(socket.Receive(), "");
  }
}

TEST(ServiceManagerTest, NothingHappensWithoutOneOrWithOneThatLeadsNowhere) {
  ::unsetenv("NOTIFY_SOCKET");
  NotifyServiceManager("READY=1");
  for (const std::string& name : {std::string("/nonexistent/socket"), std::string(), std::string(200, 'x')}) {
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    NotifyServiceManager("READY=1");
  }
  ::unsetenv("NOTIFY_SOCKET");
}

}  // namespace
}  // namespace indgang
