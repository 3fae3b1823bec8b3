// JSON, written from front to back.
#ifndef INDGANG_SITEGEN_PUBLISH_JSON_WRITER_H_
#define INDGANG_SITEGEN_PUBLISH_JSON_WRITER_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace indgang::sitegen {

// Appends to a string. The caller keeps the order of JSON: a key before each value of an object, ends after beginnings.
// The signs <, > and & are written as \u003c and so on, so that the text may stand in a script element.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& BeginObject();
  JsonWriter& EndObject();
  JsonWriter& BeginArray();
  JsonWriter& EndArray();
  JsonWriter& Key(absl::string_view key);
  JsonWriter& Text(absl::string_view value);
  JsonWriter& Number(std::int64_t value);
  JsonWriter& Truth(bool value);
  // A key and its text; nothing when the text is empty.
  JsonWriter& Member(absl::string_view key, absl::string_view value);

  // The fields of a message as members of the object that is open: names as in the .proto, enum values in lower case
  // without their prefix, numbers as numbers. Fields without a value and those named in `skip` (of this message, not of
  // those inside) are left out.
  JsonWriter& Members(const google::protobuf::Message& message, const std::vector<absl::string_view>& skip = {});

 private:
  void Separate();
  void Value(const google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field, int index);

  std::string& out_;
  // A value has been written and no other may follow without a comma.
  bool comma_ = false;
};

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_JSON_WRITER_H_
