// What may stand in a mapping, as data: a table of fields, each with key, type, presence and an explanation. Decoding
// follows the table, and so can anything else that needs to know it, such as JSON Schemas and editor settings.
#ifndef INDGANG_SITEGEN_READ_SCHEMA_H_
#define INDGANG_SITEGEN_READ_SCHEMA_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "sitegen/read/kinds.h"
#include "sitegen/read/yaml.h"

namespace indgang::sitegen::read {

class Decoder;
struct Field;

// A place in a message for one value: a field, a new element of a repeated one, or nowhere.
class Slot {
 public:
  Slot(google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field)
      : message_(message), field_(&field) {}
  // Drops what is written to it. For scalars only.
  explicit Slot(google::protobuf::Message& message) : message_(message) {}

  void SetString(std::string value);
  void SetInt(int value);
  void SetBool(bool value);
  // `value` is a number of the field's enum.
  void SetEnum(int value);
  google::protobuf::Message& MutableMessage();
  const google::protobuf::FieldDescriptor& field() const { return *field_; }
  // The message that holds the field, for values that are spread over several.
  google::protobuf::Message& owner() { return message_; }

 private:
  google::protobuf::Message& message_;
  const google::protobuf::FieldDescriptor* field_ = nullptr;
};

// How one value is written. The values themselves stand in sitegen/read/values.h.
struct ValueType {
  // "date".
  absl::string_view name;
  // "a date such as 2026-11-21": completes "expected …".
  absl::string_view wanted;
  // The kind of node that `decode` takes; nullopt when it looks itself.
  std::optional<Node::Kind> node;
  // Writes the value or reports why it cannot. Called with a node of that kind that is neither broken nor absent.
  void (*decode)(const Field& field, const Node& node, Slot slot, Decoder& decoder) = nullptr;
};

struct Field {
  // As in YAML.
  absl::string_view key = {};
  const ValueType* type = nullptr;
  // What an editor should know, one sentence.
  absl::string_view doc = {};
  bool required = false;
  // A list of values; a required list holds at least one.
  bool many = false;
  // Field of the message; "calendar.time_zone" is one of a message inside. Empty: named like the key.
  absl::string_view target = {};
  // False: sitegen itself looks at the value, and the message has no place for it. A scalar.
  bool kept = true;
  // Of an object: what stands in it.
  const Schema& (*object)() = nullptr;
  // Of a reference: to what.
  ItemKind refers_to = ItemKind::kSite;
  // Of a number: its range. Of a text: the most characters, 0 for any number.
  int min = 0;
  int max = 0;

  Field Required() const;
  Field Many() const;
  Field To(absl::string_view target_field) const;
  Field NotKept() const;
};

// A table of fields that decodes into one type of message.
class Schema {
 public:
  // Looks at a decoded mapping as a whole, for rules between its fields.
  using Check = void (*)(const Node& node, google::protobuf::Message& message, Decoder& decoder);

  // `name` completes "not a key of …": "a fee". `whole` may be nullptr. Dies when a field has no target in `message`: a
  // mistake in the table.
  Schema(absl::string_view name, const google::protobuf::Descriptor* message, std::vector<Field> fields,
         Check whole = nullptr);

  absl::string_view name() const { return name_; }
  const std::vector<Field>& fields() const { return fields_; }
  const std::vector<std::string>& keys() const { return keys_; }
  Check check() const { return check_; }

  // Field of a message that fields()[index] is kept in; nullptr when it is not.
  const google::protobuf::FieldDescriptor* TargetOf(std::size_t index) const { return targets_[index].field; }
  // Where fields()[index] is kept in `message`.
  Slot SlotOf(std::size_t index, google::protobuf::Message& message) const;

 private:
  struct Target {
    // nullptr, or the message field that holds `field`. Both are nullptr when nothing is kept.
    const google::protobuf::FieldDescriptor* outer;
    const google::protobuf::FieldDescriptor* field;
  };

  absl::string_view name_;
  std::vector<Field> fields_;
  std::vector<std::string> keys_;
  std::vector<Target> targets_;
  Check check_;
};

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_SCHEMA_H_
