// Tells systemd how far the service has come (Type=notify).
#ifndef INDGANG_SERVER_START_SERVICE_MANAGER_H_
#define INDGANG_SERVER_START_SERVICE_MANAGER_H_

#include "absl/strings/string_view.h"

namespace indgang {

// Sends `state` ("READY=1", "STOPPING=1") to the socket that NOTIFY_SOCKET names. Does nothing without that variable,
// and nothing can be done about one that leads nowhere.
void NotifyServiceManager(absl::string_view state);

}  // namespace indgang

#endif  // INDGANG_SERVER_START_SERVICE_MANAGER_H_
