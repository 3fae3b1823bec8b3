// Third stage: trees as protobuf messages, by schema.
#ifndef INDGANG_SITEGEN_READ_DECODE_H_
#define INDGANG_SITEGEN_READ_DECODE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "sitegen/read/diagnostics.h"
#include "sitegen/read/schema.h"
#include "sitegen/read/yaml.h"

namespace indgang::sitegen::read {

// One item names another. Whether that exists is known only when all items are decoded.
struct Reference {
  ItemKind kind;
  // The scalar that holds the id, and the file it stands in.
  const Node* node;
  absl::string_view file;
};

// Decodes the trees of one file. Problems go to `diagnostics`, references to `references`;
// both, and `file`, outlive what they hold.
class Decoder {
 public:
  Decoder(absl::string_view file, Diagnostics& diagnostics, std::vector<Reference>& references)
      : file_(file), diagnostics_(diagnostics), references_(references) {}

  // Writes what the mapping says into `message` and reports everything that breaks the schema. An absent node counts as
  // a mapping without keys. Fields with a problem stay unset.
  void DecodeObject(const Schema& schema, const Node& node, google::protobuf::Message& message);

  // `node` names an item of `kind`.
  void Refer(ItemKind kind, const Node& node) { references_.push_back({kind, &node, file_}); }

  void Report(absl::string_view code, const Node& node, std::string message, std::string suggestion = "",
              Severity severity = Severity::kError) {
    Report(code, node.place, std::move(message), std::move(suggestion), severity);
  }
  void Report(absl::string_view code, Place place, std::string message, std::string suggestion = "",
              Severity severity = Severity::kError);

 private:
  void DecodeField(const Field& field, const Node& node, Slot slot);
  void DecodeValue(const Field& field, const Node& node, Slot slot);

  absl::string_view file_;
  Diagnostics& diagnostics_;
  std::vector<Reference>& references_;
};

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_DECODE_H_
