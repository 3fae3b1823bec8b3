#include "sitegen/publish/json_writer.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"

namespace indgang::sitegen {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// SERVICE_KIND_PERMIT becomes "permit": every enum's value 0 is its prefix and UNSPECIFIED.
std::string EnumName(const EnumValueDescriptor& value) {
  const std::string& zero = value.type()->FindValueByNumber(0)->name();
  const std::size_t prefix = zero.size() - std::min(zero.size(), absl::string_view("UNSPECIFIED").size());
  return absl::AsciiStrToLower(absl::string_view(value.name()).substr(std::min(prefix, value.name().size())));
}

// Bytes that do not stand for themselves: those that JSON wants escaped, and those that mean something in HTML.
constexpr std::array<bool, 256> kIsEscaped = [] {
  std::array<bool, 256> escaped{};
  for (std::size_t c = 0; c < 0x20; ++c) escaped[c] = true;
  for (const unsigned char c : {'"', '\\', '<', '>', '&', '\x7f'}) escaped[c] = true;
  return escaped;
}();

void AppendEscape(char c, std::string& out) {
  constexpr char kHex[] = "0123456789abcdef";
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (c == '\n') {
    out += "\\n";
  } else {
    out += "\\u00";
    out += kHex[static_cast<unsigned char>(c) >> 4];
    out += kHex[static_cast<unsigned char>(c) & 15];
  }
}

}  // namespace

void JsonWriter::Separate() {
  if (comma_) out_ += ',';
  comma_ = true;
}

JsonWriter& JsonWriter::BeginObject() {
  Separate();
  out_ += '{';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::EndObject() {
  out_ += '}';
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::BeginArray() {
  Separate();
  out_ += '[';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::EndArray() {
  out_ += ']';
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::Key(absl::string_view key) {
  Text(key);
  out_ += ':';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::Text(absl::string_view value) {
  Separate();
  out_ += '"';
  std::size_t written = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!kIsEscaped[static_cast<unsigned char>(value[i])]) continue;
    out_.append(value.data() + written, i - written);
    AppendEscape(value[i], out_);
    written = i + 1;
  }
  out_.append(value.data() + written, value.size() - written);
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::Number(std::int64_t value) {
  Separate();
  absl::StrAppend(&out_, value);
  return *this;
}

JsonWriter& JsonWriter::Truth(bool value) {
  Separate();
  out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::Member(absl::string_view key, absl::string_view value) {
  if (!value.empty()) Key(key).Text(value);
  return *this;
}

JsonWriter& JsonWriter::Members(const Message& message, const std::vector<absl::string_view>& skip) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (std::find(skip.begin(), skip.end(), field->name()) != skip.end()) continue;
    Key(field->name());
    if (!field->is_repeated()) {
      Value(message, *field, -1);
      continue;
    }
    BeginArray();
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) Value(message, *field, i);
    EndArray();
  }
  return *this;
}

void JsonWriter::Value(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *message.GetReflection();
  const bool repeated = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      Text(repeated ? reflection.GetRepeatedStringReference(message, &field, index, &scratch)
                    : reflection.GetStringReference(message, &field, &scratch));
      break;
    }
    case FieldDescriptor::CPPTYPE_INT32:
      Number(repeated ? reflection.GetRepeatedInt32(message, &field, index) : reflection.GetInt32(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      Number(repeated ? reflection.GetRepeatedInt64(message, &field, index) : reflection.GetInt64(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      Truth(repeated ? reflection.GetRepeatedBool(message, &field, index) : reflection.GetBool(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      Text(EnumName(repeated ? *reflection.GetRepeatedEnum(message, &field, index)
                             : *reflection.GetEnum(message, &field)));
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      BeginObject();
      Members(repeated ? reflection.GetRepeatedMessage(message, &field, index)
                       : reflection.GetMessage(message, &field));
      EndObject();
      break;
    default:
      // The knowledge base has no other types; JSON must stay whole if one comes.
      out_ += "null";
      comma_ = true;
  }
}

}  // namespace indgang::sitegen
