#include "client/session.h"

#include "absl/strings/strip.h"
#include "base/utf8.h"
#include "client/failure.h"
#include "google/protobuf/util/json_util.h"

namespace indgang::client {
namespace {

// gRPC's own limit for a message.
constexpr std::size_t kMostInputBytes = 4 * 1024 * 1024;

std::string ToJson(const google::protobuf::Message& message, bool lines) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = lines;
  options.preserve_proto_field_names = true;
  std::string json;
  // Fails only for Any fields of unknown type; the contract has none.
  (void)google::protobuf::util::MessageToJsonString(message, &json, options);
  return json;
}

}  // namespace

void Session::Show(const google::protobuf::Message& message, const std::function<std::string()>& render) {
  Print(settings_.output == OutputFormat::kJson ? ToJson(message, /*lines=*/true) : render());
}

void Session::ShowLine(const google::protobuf::Message& message, const std::function<std::string()>& render) {
  const bool json = settings_.output == OutputFormat::kJson;
  *environment_.out << (json ? ToJson(message, /*lines=*/false) + "\n" : render()) << std::flush;
}

void Session::Print(absl::string_view text) { *environment_.out << text; }

absl::StatusOr<std::string> TextArgument(const std::string& typed, const Environment& environment) {
  if (typed != "-") return typed;
  std::string text;
  char buffer[4096];
  while (environment.in->read(buffer, sizeof(buffer)) || environment.in->gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(environment.in->gcount()));
    if (text.size() > kMostInputBytes) return UsageError("standard input holds more than 4 MB of text");
  }
  if (!IsValidUtf8(text)) return UsageError("standard input is not UTF-8");
  return std::string(absl::StripSuffix(text, "\n"));
}

}  // namespace indgang::client
