// What a command works with once its arguments are understood.
#ifndef INDGANG_CLIENT_SESSION_H_
#define INDGANG_CLIENT_SESSION_H_

#include <cstddef>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/connection.h"
#include "client/environment.h"
#include "client/settings.h"
#include "client/words.h"
#include "google/protobuf/message.h"

namespace indgang::client {

class Session {
 public:
  Session(const Settings& settings, const Environment& environment)
      : settings_(settings), environment_(environment), connection_(settings, environment) {}

  Connection& connection() { return connection_; }
  const Settings& settings() const { return settings_; }
  const Environment& environment() const { return environment_; }
  // For a request that changes something; notes that this command did.
  const std::string& request_id() {
    changes_something_ = true;
    return settings_.request_id;
  }
  bool changes_something() const { return changes_something_; }
  Say say() const { return Say(settings_.language); }
  // "da" or "en".
  std::string language() const { return settings_.language == Language::kDanish ? "da" : "en"; }
  std::size_t width() const { return static_cast<std::size_t>(environment_.terminal_width); }
  absl::Time now() const { return environment_.clock->Now(); }

  // Prints `message` as JSON, or what `render` makes of it for people.
  void Show(const google::protobuf::Message& message, const std::function<std::string()>& render);
  // The same on one line, at once: for what comes bit by bit.
  void ShowLine(const google::protobuf::Message& message, const std::function<std::string()>& render);
  // Prints as it is; ends with "\n".
  void Print(absl::string_view text);

 private:
  const Settings& settings_;
  const Environment& environment_;
  Connection connection_;
  bool changes_something_ = false;
};

// A command, ready to run.
using Action = std::function<absl::Status(Session& session)>;

// `typed` itself, or for "-" everything on standard input without its last line end. Error: COMMAND_LINE when that is
// not UTF-8 or longer than 4 MB, which no service accepts.
absl::StatusOr<std::string> TextArgument(const std::string& typed, const Environment& environment);

}  // namespace indgang::client

#endif  // INDGANG_CLIENT_SESSION_H_
